import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import type { Door } from './door.ts'
import type { Io } from './io.ts'

const Counts = z.looseObject({
  events: z.number(),
  wouldSend: z.number(),
  wouldDuplicate: z.number(),
  inFlight: z.number(),
  wouldDeny: z.array(z.object({ verdict: z.string(), reason: z.string(), count: z.number() })),
  neverReleased: z.number(),
})

export const Replay = z.looseObject({
  replayId: z.string(),
  kind: z.string(),
  state: z.string(),
  preview: Counts,
  result: Counts.extend({ queued: z.number() }),
  progress: z.object({ events: z.number(), of: z.number() }),
  notes: z.array(z.string()),
})
export type Replay = z.infer<typeof Replay>

export const Replays = z.object({ replays: z.array(Replay) })

/** A worker looks every second; a preview of millions goes on when nobody waits for it any more. */
const askAgainMs = 500
const askTimes = 240

export function paceOf({ duplicates, rate }: { duplicates?: string; rate?: string }): JsonObject {
  const perSecond = rate === undefined ? null : Number(rate)
  if (Number.isNaN(perSecond)) throw new UserError('bad_arguments', '--rate must be a number')
  return { ...(duplicates === undefined ? {} : { duplicates }), ...(perSecond === null ? {} : { perSecond }) }
}

/** Asks for a preview and waits until it is there, or for two minutes. */
export async function previewAt(io: Io, door: Door, ask: { path: string; body: JsonObject }): Promise<Replay> {
  let found = Replay.parse(await door.post(ask.path, ask.body))
  for (let times = 0; times < askTimes && found.state === 'previewing'; times += 1) {
    await io.pause(askAgainMs)
    const { replays } = Replays.parse(await door.post('/v1/ops/replay/status', { replay: found.replayId }))
    found = replays[0] ?? found
  }
  return found
}

export function linesOfReplay({ replayId, kind, state, preview, result, progress, notes }: Replay): string[] {
  const hasRun = state !== 'previewing' && state !== 'previewed'
  const { wouldSend, wouldDuplicate, inFlight, wouldDeny, neverReleased } = hasRun ? result : preview
  const word = hasRun ? '' : 'would be '
  return [
    `${kind} ${replayId}: ${state}${hasRun ? `, ${progress.events} of ${progress.of} events, ${result.queued} queued` : `, ${preview.events} events`}`,
    `  ${word}sent: ${wouldSend}`,
    `  delivered before: ${wouldDuplicate}`,
    ...(inFlight > 0 ? [`  on their way already: ${inFlight}`] : []),
    ...wouldDeny.map(({ verdict, reason, count }) => `  ${word}${verdict} (${reason}): ${count}`),
    ...(neverReleased > 0 ? [`  never released: ${neverReleased}`] : []),
    ...notes.map((note) => `  ${note}`),
    ...(state === 'previewed' ? [`  to send: tracklayer replay start ${replayId}`] : []),
  ]
}
