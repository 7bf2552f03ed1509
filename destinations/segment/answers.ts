import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { DeliverResult, VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { textAt } from '../json-at.ts'

/** Segment itself answers 200, 400 and 429 (reference 15, "Response"); the rest is of compatible receivers. */
export const byStatus: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_or_oversize' },
  401: { kind: 'credentials', reason: 'write_key_refused' },
  404: { kind: 'credentials', reason: 'wrong_endpoint_or_source_disabled' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = taken as a whole. That a message of it was lost later Segment tells nobody. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const { status } = answer
  if (isSuccess(answer)) return saysFailure(answer) ? unclear(answer) : null
  const { kind, reason } = byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  const said = { ...answer, retryAfterSeconds: answer.retryAfterSeconds ?? resetSeconds(answer) }
  return errorOfClass(kind, { code: reason, message: `the receiver answered ${status}`, answer: said })
}

/** Receivers of our kind say per message, in input order, what they made of it. */
export function refusedRows({ json }: VendorAnswer, sent: number): DeliverResult['failed'] {
  return listOf(isJsonObject(json) ? json.results : undefined)
    .slice(0, sent)
    .flatMap((result, index) =>
      result?.status === 'rejected'
        ? [{ index, error: new RejectedError(codeOf(result), 'the receiver refused this message', 200) }]
        : [],
    )
}

function saysFailure({ json }: VendorAnswer): boolean {
  return isJsonObject(json) && json.success === false
}

function unclear(answer: VendorAnswer): DeliveryError {
  return errorOfClass('unavailable', { code: 'not_successful', message: 'the receiver said success: false', answer })
}

/** Seconds until the limit is lifted, beside or in place of Retry-After. */
function resetSeconds({ status, headers }: VendorAnswer): number | null {
  const text = headers['x-ratelimit-reset'] ?? ''
  return status === 429 && /^\d{1,6}$/.test(text) ? Number(text) : null
}

/** A code of its own, never its prose: that may quote a value. */
function codeOf(result: JsonObject): string {
  const code = textAt(result, 'code') ?? ''
  return /^[a-z0-9_]{1,64}$/.test(code) ? code : 'message_rejected'
}

function listOf(value: Json | undefined): (JsonObject | null)[] {
  return Array.isArray(value) ? value.map((one) => (isJsonObject(one) ? one : null)) : []
}
