import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { jsonAt, textAt } from '../json-at.ts'
import type { RefusedRow } from '../send-without-refused.ts'

/** Google's own word (`error.status`, then the reason of an ErrorInfo); what is not here is read by the HTTP status. */
export const answerTable: Readonly<Record<string, AnswerClass>> = {
  UNAUTHENTICATED: 'credentials',
  PERMISSION_DENIED: 'credentials',
  // On this fixed path: the account, the action or the endpoint (reference 18.5).
  NOT_FOUND: 'credentials',
  RESOURCE_EXHAUSTED: 'throttled',
  INVALID_ARGUMENT: 'rejected',
  FAILED_PRECONDITION: 'rejected',
  OUT_OF_RANGE: 'rejected',
  ABORTED: 'unavailable',
  CANCELLED: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  INTERNAL: 'unavailable',
  UNAVAILABLE: 'unavailable',
}

/** Null = accepted, which means no more than that it will be worked off. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  if (isSuccess(answer)) {
    if (requestIdOf(answer) !== null) return null
    return errorOfClass('unavailable', { ...wordsFor('no_request_id', answer), answer })
  }
  const error = errorIn(answer)
  const status = textAt(error, 'status') ?? ''
  const kind =
    (Object.hasOwn(answerTable, status) ? answerTable[status] : undefined) ??
    (answer.status === 404 ? 'credentials' : classOfStatus(answer.status))
  const retryAfterSeconds = answer.retryAfterSeconds ?? retryDelayIn(error)
  const code = firstReason(error) ?? (isWord(status) ? status.toLowerCase() : `http_${answer.status}`)
  return errorOfClass(kind, { ...wordsFor(code, answer), answer: { ...answer, retryAfterSeconds } })
}

/** `events.events[3].event_timestamp`: one such row refuses all, and nothing was taken (reference 3b, "Failure"). */
export function refusedRows(answer: VendorAnswer): RefusedRow[] {
  if (answer.status !== 400) return []
  const rows = violationsIn(errorIn(answer)).flatMap((violation) => {
    const index = /events\[(\d{1,4})\]/.exec(textAt(violation, 'field') ?? '')?.[1]
    return index === undefined ? [] : [[Number(index), reasonOf(violation)] as const]
  })
  return [...new Map(rows)].map(([index, code]) => ({
    index,
    error: new RejectedError(code, `Google refused this event: ${code}`, answer.status),
  }))
}

export function requestIdOf({ json }: VendorAnswer): string | null {
  const id = isJsonObject(json) ? textAt(json, 'requestId') : undefined
  return id !== undefined && id.length <= 256 ? id : null
}

/** Codes only: Google's prose quotes the value it refuses. */
function wordsFor(code: string, { status }: VendorAnswer): { code: string; message: string } {
  return { code, message: `Google Data Manager answered ${status}: ${code}` }
}

function errorIn({ json }: VendorAnswer): JsonObject {
  const error = isJsonObject(json) ? json.error : undefined
  return isJsonObject(error) ? error : {}
}

function violationsIn(error: JsonObject): JsonObject[] {
  return detailsIn(error).flatMap((detail) => objectsIn(detail.fieldViolations))
}

function detailsIn(error: JsonObject): JsonObject[] {
  return objectsIn(jsonAt(error, 'details'))
}

function firstReason(error: JsonObject): string | null {
  const reasons = [...violationsIn(error), ...detailsIn(error)].map((one) => textAt(one, 'reason') ?? '')
  return reasons.find(isWord)?.toLowerCase() ?? null
}

function reasonOf(violation: JsonObject): string {
  const reason = textAt(violation, 'reason') ?? ''
  return isWord(reason) ? reason.toLowerCase() : 'invalid_argument'
}

function isWord(text: string): boolean {
  return /^[A-Z][A-Z0-9_]{1,99}$/.test(text)
}

function retryDelayIn(error: JsonObject): number | null {
  const delay = detailsIn(error).map((detail) => textAt(detail, 'retryDelay'))
  const seconds = Number.parseFloat(delay.find((text) => text !== undefined) ?? '')
  return Number.isFinite(seconds) ? Math.ceil(seconds) : null
}

function objectsIn(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}
