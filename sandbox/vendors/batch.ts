import type { Json, JsonObject } from '../../core/json.ts'
import type { Checklist } from './checklist.ts'
import { listOf, objectOr } from './values.ts'
import type { Received } from './vendor.ts'

/** What the fake vendors with a list of events in the body have in common; each brings its own rows. */

export function isJsonBody(received: Received): boolean {
  return /^application\/json\b/i.test(received.headers['content-type'] ?? '')
}

/** Never more than the vendor takes: what is beyond has been reported already. */
export function eventsIn<Name extends string>(
  received: Received,
  { checks, rows, max }: { checks: Checklist<Name>; rows: { body: Name; array: Name; max: Name }; max: number },
): unknown[] {
  const body = objectOr(received.json)
  if (!checks.check(body !== null, rows.body, 'body')) return []
  const data = body?.data
  if (!Array.isArray(data) || data.length === 0) {
    checks.report(rows.array, 'data')
    return []
  }
  checks.check(data.length <= max, rows.max, 'data')
  return data.slice(0, max)
}

/** Seconds reach eleven digits in the year 5138; milliseconds have thirteen. */
export function isUnixSeconds(time: Json | undefined): time is number {
  return Number.isInteger(time) && Number(time) > 0 && Number(time) <= 99_999_999_999
}

export function ageSeconds(time: number, now: Date): number {
  return now.getTime() / 1000 - time
}

export function isFilled(field: unknown): boolean {
  if (field === undefined || field === null || field === '') return false
  return !Array.isArray(field) || field.length > 0
}

export function hasAny(object: JsonObject, keys: readonly string[]): boolean {
  return keys.some((key) => isFilled(object[key]))
}

/** One path a value: `em[0]` in a list, `em` alone. */
export function valuesAt(field: unknown, at: string): { value: unknown; path: string }[] {
  return listOf(field).map((value, index) => ({ value, path: Array.isArray(field) ? `${at}[${index}]` : at }))
}
