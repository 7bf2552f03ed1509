import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type Json } from '../../core/json.ts'
import type { DeliverResult, VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'

interface AnswerRow {
  kind: AnswerClass
  reason: string
}

/** Pinterest's own `code` in the body counts before the status (reference 5, "Status"). */
export const byCode: Readonly<Record<number, AnswerRow>> = {
  8: { kind: 'throttled', reason: 'rate_limit' },
  4197: { kind: 'unavailable', reason: 'ramp_down' },
}

/** The path is fixed: a 404 is an ad account that is not there or not ours (reference 18.5). */
export const byStatus: Readonly<Record<number, AnswerRow>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'permission_missing' },
  404: { kind: 'credentials', reason: 'no_such_ad_account' },
  422: { kind: 'rejected', reason: 'not_all_processed' },
}

/** A 200 and a 422 say of each event in input order whether it was stored; any other answer stored none. */
export function resultOf(answer: VendorAnswer, sent: number): DeliverResult {
  const rows = answer.status === 422 || isSuccess(answer) ? rowsOf(answer.json) : null
  if (rows === null || rows.length !== sent) throw errorFor(answer)
  return {
    failed: rows.flatMap((row, index) => (statusOf(row) === 'processed' ? [] : [{ index, error: refused(answer) }])),
  }
}

function rowsOf(json: Json | undefined): Json[] | null {
  const list = isJsonObject(json) ? json.events : undefined
  return Array.isArray(list) ? list : null
}

function statusOf(row: Json): string | undefined {
  return isJsonObject(row) ? textAt(row, 'status') : undefined
}

/** Given up: what failed for its content fails again. Pinterest's prose stays out, it may quote a value. */
function refused({ status }: VendorAnswer): DeliveryError {
  return new RejectedError('event_failed', `Pinterest did not process this event (HTTP ${status})`, status)
}

function errorFor(answer: VendorAnswer): DeliveryError {
  const { status, json } = answer
  const code = isJsonObject(json) ? numberAt(json, 'code') : undefined
  const message = `Pinterest answered ${status}, code ${code ?? '-'}`
  if (isSuccess(answer)) return errorOfClass('unavailable', { code: 'unexpected_answer', message, answer })
  const { kind, reason } = (code === undefined ? undefined : byCode[code]) ??
    byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message, answer })
}
