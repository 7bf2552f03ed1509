import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { textAt } from '../json-at.ts'
import type { RefusedRow } from '../send-without-refused.ts'

/** JSON:API `errors[].code` (reference 11, "Errors"). A repeated `unique_id` is no error: the first is kept, the answer is 202. */
export const answerTable: Readonly<Record<string, { kind: AnswerClass; reason: string }>> = {
  not_authenticated: { kind: 'credentials', reason: 'key_missing' },
  authentication_failed: { kind: 'credentials', reason: 'key_invalid' },
  permission_denied: { kind: 'credentials', reason: 'scope_missing' },
  not_found: { kind: 'credentials', reason: 'wrong_endpoint' },
  throttled: { kind: 'throttled', reason: 'rate_limit' },
  duplicate_profile: { kind: 'rejected', reason: 'duplicate_profile' },
  invalid: { kind: 'rejected', reason: 'invalid_field' },
  required: { kind: 'rejected', reason: 'field_missing' },
}

const byStatus: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
}

/** Null = taken; a 202 says no more than that it will be worked off. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const { status } = answer
  const known = errorsOf(answer)
    .map((error) => answerTable[textAt(error, 'code') ?? ''])
    .find((row) => row !== undefined)
  if (known === undefined && isSuccess(answer)) return null
  const { kind, reason } = known ?? byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `Klaviyo answered ${status}`, answer })
}

const rowPointer = /^\/data\/attributes\/events-bulk-create\/data\/(\d{1,4})(?:\/|$)/

/** Rows a refused job points at. The others were not done either; an error that points elsewhere is of the whole job. */
export function refusedRows(answer: VendorAnswer): RefusedRow[] {
  if (answer.status !== 400) return []
  const found = errorsOf(answer).map((error) => ({
    row: rowPointer.exec(textAt(error, 'source', 'pointer') ?? '')?.[1],
    reason: answerTable[textAt(error, 'code') ?? '']?.reason ?? 'invalid_field',
  }))
  return found.flatMap(({ row, reason }) =>
    row === undefined
      ? []
      : [{ index: Number(row), error: new RejectedError(reason, 'Klaviyo refused this event', 400) }],
  )
}

/** Its own short words; `detail` may quote a value and stays out. */
export function wordsOf(answer: VendorAnswer): string {
  const titles = errorsOf(answer).flatMap((error) => textAt(error, 'title') ?? [])
  return [`${answer.status}`, ...titles].join(' ')
}

function errorsOf({ json }: VendorAnswer): JsonObject[] {
  const errors = isJsonObject(json) ? json.errors : undefined
  return Array.isArray(errors) ? errors.filter(isJsonObject) : []
}
