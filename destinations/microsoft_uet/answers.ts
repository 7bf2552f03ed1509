import { type DeliveryError, RejectedError, UnavailableError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { jsonAt, numberAt, textAt } from '../json-at.ts'
import type { RefusedRow } from '../send-without-refused.ts'

/** Reference 9, "Status" (3P); what it calls permanent of the token or the tag pauses the destination (18.5). */
export const answerTable: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'token_not_for_this_tag' },
  404: { kind: 'credentials', reason: 'no_such_tag' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = the request was taken; a 200 may still name bad rows. */
export function errorFor(answer: VendorAnswer, sent: number): DeliveryError | null {
  const { status } = answer
  if (isSuccess(answer)) return errorOfTaken(answer, sent)
  const { kind, reason } = answerTable[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `Microsoft answered ${status}`, answer })
}

/** Rows that were not taken; a warning is no refusal, though a peer counts it as one (reference 9, "Response"). */
export function refusedRows(answer: VendorAnswer): RefusedRow[] {
  const rows = new Map<number, RefusedRow>()
  for (const detail of detailsOf(answer).filter(isRefusal)) {
    const index = numberAt(detail, 'index')
    if (index !== undefined && !rows.has(index)) rows.set(index, { index, error: errorOfRow(detail) })
  }
  return [...rows.values()].sort((a, b) => a.index - b.index)
}

/** `warnings: customData.currency`: the fields, never what stood in them. */
export function warningsIn(answer: VendorAnswer): string | null {
  const fields = detailsOf(answer)
    .filter((detail) => !isRefusal(detail))
    .map(fieldOf)
  return fields.length === 0 ? null : `warnings: ${[...new Set(fields)].slice(0, 10).join(', ')}`
}

function errorOfTaken(answer: VendorAnswer, sent: number): DeliveryError | null {
  const { status } = answer
  const received = isJsonObject(answer.json) ? numberAt(answer.json, 'eventsReceived') : undefined
  if (received === undefined)
    return new UnavailableError('unexpected_answer', 'Microsoft did not say what it received', status)
  const refusals = detailsOf(answer).filter(isRefusal)
  const isOfRequest = refusals.some((detail) => !isRow(numberAt(detail, 'index'), sent))
  if (isOfRequest) return new RejectedError('invalid_request', 'Microsoft refused the request', status)
  if (refusals.length > 0 || received >= sent) return null
  return new RejectedError('partly_received', `Microsoft received ${received} of ${sent} events`, status)
}

function isRow(index: number | undefined, sent: number): boolean {
  return index !== undefined && Number.isInteger(index) && index >= 0 && index < sent
}

function isRefusal(detail: JsonObject): boolean {
  return detail.isWarning !== true
}

/** `errorMessage` and `attemptedValue` quote the value and stay out. */
function errorOfRow(detail: JsonObject): DeliveryError {
  return new RejectedError('invalid_field', `Microsoft refused ${fieldOf(detail)}`, 200)
}

function fieldOf(detail: JsonObject): string {
  const name = textAt(detail, 'propertyName') ?? ''
  return /^[A-Za-z][\w.[\]]{0,63}$/.test(name) ? name : 'a field'
}

function detailsOf({ json }: VendorAnswer): JsonObject[] {
  const details = isJsonObject(json) ? jsonAt(json, 'error', 'details') : undefined
  return Array.isArray(details) ? details.filter(isJsonObject) : []
}
