import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { textAt } from '../json-at.ts'
import type { RefusedRow } from '../send-without-refused.ts'

interface Row {
  kind: AnswerClass
  reason: string
}

/** A bad key comes as a 400 like a bad row (reference 12, "Errors"); the words tell. */
export const errorWords: readonly (Row & { says: RegExp })[] = [
  { says: /invalid api.?key/i, kind: 'credentials', reason: 'api_key_invalid' },
  { says: /missing.*api.?key/i, kind: 'credentials', reason: 'api_key_missing' },
]

/** 413 and 400 concern the batch: refused, so that it is halved. */
export const byStatus: Readonly<Record<number, Row>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = all were taken, repeats among them: Amplitude drops those in silence. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  if (isSuccess(answer)) return null
  const { status, json } = answer
  const words = isJsonObject(json) ? (textAt(json, 'error') ?? '') : ''
  const { kind, reason } = errorWords.find(({ says }) => says.test(words)) ??
    byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `Amplitude answered ${status}`, answer })
}

/** Lists of a 400 that hold the numbers of bad rows, plainly or by field. */
const rowLists = ['events_with_invalid_fields', 'events_with_missing_fields', 'events_with_invalid_id_lengths'] as const
const plainLists = ['silenced_events'] as const

/** Nothing of the request was stored. */
export function refusedRows({ status, json }: VendorAnswer): RefusedRow[] {
  if (status !== 400 || !isJsonObject(json)) return []
  const numbers = [...rowLists, ...plainLists].flatMap((name) =>
    numbersIn(json[name]).map((index) => [index, name] as const),
  )
  return [...new Map(numbers)].map(([index, name]) => ({
    index,
    error: new RejectedError(name, 'Amplitude refused this event', 400),
  }))
}

function numbersIn(value: Json | undefined): number[] {
  if (Array.isArray(value)) return value.flatMap((one) => (Number.isInteger(one) ? [one as number] : []))
  return isJsonObject(value) ? Object.values(value).flatMap((inner) => numbersIn(inner)) : []
}

/** Amplitude's own words name fields, never values. */
export function wordsOf({ status, json }: VendorAnswer): string {
  return `${status} ${isJsonObject(json) ? (textAt(json, 'error') ?? '') : ''}`.trim()
}
