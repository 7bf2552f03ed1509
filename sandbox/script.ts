import { validateHeaderName, validateHeaderValue } from 'node:http'
import { z } from 'zod'
import { DestinationType } from '../core/config.ts'
import { isUuid } from './address.ts'

export const DestinationRef = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine((text) => isUuid(text) || DestinationType.safeParse(text).success, {
    error: 'must be a destination type or the id of a destination',
  })

/** An answer without status, headers, body, hang and reset is the vendor's own, only late. */
export const ScriptedAnswer = z.strictObject({
  status: z.int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).refine(areHeaders, { error: 'no valid HTTP headers' }).optional(),
  /** A string goes out as it is, anything else as JSON. */
  body: z.json().optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Never answer. */
  hang: z.boolean().optional(),
  /** Reset the connection: at once, or after `afterBytes` of the answer's body. */
  reset: z.boolean().optional(),
  afterBytes: z.int().min(0).optional(),
})
export type ScriptedAnswer = z.infer<typeof ScriptedAnswer>

export const Script = z.strictObject({
  destination: DestinationRef,
  answers: z.array(ScriptedAnswer).min(1).max(10_000),
  /** How often the list is played: a number, or true for ever. */
  repeat: z.union([z.int().min(1), z.boolean()]).default(1),
})
export type Script = z.infer<typeof Script>

function areHeaders(headers: Record<string, string>): boolean {
  return Object.entries(headers).every(([name, value]) => isHeader(name, value))
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return !/^(content-length|transfer-encoding|connection)$/i.test(name)
  } catch {
    return false
  }
}

interface Playing {
  script: Script
  next: number
  roundsLeft: number
}

/** The scripts that are on. One a destination; a new one replaces it. */
export interface ScriptBook {
  set(script: Script): void
  /** Uses up one answer. A script of the very destination goes before one of its type. */
  take(destination: { type: string; destinationId: string | null }): ScriptedAnswer | null
  list(): { destination: string; answersLeft: number | 'endless'; script: Script }[]
  clear(): void
}

export function scriptBook(): ScriptBook {
  const playing = new Map<string, Playing>()
  return {
    set: (script) => void playing.set(script.destination, { script, next: 0, roundsLeft: roundsOf(script.repeat) }),
    take({ type, destinationId }) {
      const key = destinationId !== null && playing.has(destinationId) ? destinationId : type
      const found = playing.get(key)
      if (found === undefined) return null
      const answer = advance(found)
      if (found.roundsLeft <= 0) playing.delete(key)
      return answer
    },
    list: () =>
      [...playing].map(([destination, entry]) => ({ destination, answersLeft: left(entry), script: entry.script })),
    clear: () => playing.clear(),
  }
}

function roundsOf(repeat: Script['repeat']): number {
  if (repeat === true) return Number.POSITIVE_INFINITY
  return repeat === false ? 1 : repeat
}

function advance(playing: Playing): ScriptedAnswer | null {
  const { answers } = playing.script
  const answer = answers[playing.next] ?? null
  playing.next = (playing.next + 1) % answers.length
  if (playing.next === 0) playing.roundsLeft -= 1
  return answer
}

function left({ script, next, roundsLeft }: Playing): number | 'endless' {
  const count = roundsLeft * script.answers.length - next
  return Number.isFinite(count) ? count : 'endless'
}

/** Does the script replace the vendor's answer, or only delay it? */
export function replacesAnswer(answer: ScriptedAnswer): boolean {
  const { delayMs: _delayMs, ...rest } = answer
  return Object.values(rest).some((value) => value !== undefined && value !== false)
}
