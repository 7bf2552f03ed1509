import { isJsonObject, type JsonObject } from '../../json.ts'
import type { Signals } from '../../signals.ts'

export type TcfCapture = NonNullable<Signals['tcf']>

export const tcfKeys = ['consent', 'tcf', 'gdpr_consent', 'gdpr'] as const
const stringKeys = ['tcString', 'tc_string', 'consentString'] as const
const flagKeys = ['gdprApplies', 'gdpr_applies'] as const

const tcStringLengthMax = 8_192

/** Whether it could be one at all. */
export function isTcStringShaped(sent: unknown): sent is string {
  return typeof sent === 'string' && sent.length <= tcStringLengthMax && tcStringShape.test(sent)
}

/** Version 1 begins with B, version 2 with C. What has another shape may be anything and is not kept. */
const tcStringShape = /^[BC][\w-]{28,}(?:\.[\w-]+){0,3}$/

/** Every string found, usually one, and the flag that travels beside it. A flag without a string says nothing. */
export function captureTcf(context: JsonObject): TcfCapture | undefined {
  const holders = [isJsonObject(context.consent) ? ownValue(context.consent, 'tcf') : undefined, context.tcf]
  const sent = [...holders.flatMap(stringsOf), context.gdpr_consent].filter((value) => value !== undefined)
  if (sent.length === 0) return undefined
  const applies = appliesFrom([...holders.flatMap(flagsOf), context.gdpr])
  return {
    strings: [...new Set(sent.map(captureString))].sort(),
    ...(applies === null ? {} : { gdprApplies: applies }),
  }
}

/** An object that holds the string under one of its names, or the string itself. */
function stringsOf(holder: unknown): unknown[] {
  return isJsonObject(holder) ? stringKeys.map((key) => ownValue(holder, key)) : [holder]
}

function flagsOf(holder: unknown): unknown[] {
  return isJsonObject(holder) ? flagKeys.map((key) => ownValue(holder, key)) : []
}

function ownValue(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function captureString(sent: unknown): string {
  return isTcStringShaped(sent) ? sent : 'invalid'
}

/** Only a clear no in every place takes the string out of force. */
function appliesFrom(flags: unknown[]): boolean | null {
  const stated = flags.filter((flag) => flag !== undefined && flag !== null)
  return stated.length === 0 ? null : !stated.every((flag) => noes.has(flag))
}

const noes: ReadonlySet<unknown> = new Set([false, 0, '0', 'false'])
