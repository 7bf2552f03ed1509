import { type DeliveryError, RejectedError, UnavailableError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'
import type { RefusedRow } from '../send-without-refused.ts'

interface Meaning {
  kind: AnswerClass
  reason: string
}

/** Reference 8, "Status". A version that LinkedIn turned off is 426: a peer retries it for ever, here the destination pauses. */
export const answerTable: Readonly<Record<number, Meaning>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'no_permission' },
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
  422: { kind: 'rejected', reason: 'invalid_element' },
  426: { kind: 'credentials', reason: 'version_ended' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** `code` of a 401: a renewed token mends the first, only a new authorisation the second. */
const tokenCodes: Readonly<Record<string, string>> = {
  EXPIRED_ACCESS_TOKEN: 'token_expired',
  REVOKED_ACCESS_TOKEN: 'token_revoked',
}

/** Null = the batch was taken; its elements may still have an answer each. */
export function errorFor(answer: VendorAnswer, sent: number): DeliveryError | null {
  const { status } = answer
  if (isSuccess(answer)) return errorOfTaken(answer, sent)
  const { kind, reason } = answerTable[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  const code = tokenCodes[(isJsonObject(answer.json) && textAt(answer.json, 'code')) || ''] ?? reason
  return errorOfClass(kind, { code, message: `LinkedIn answered ${status}`, answer })
}

/** "Index: 3, ERROR :: /conversionHappenedAt :: field is required …": nothing of the batch was stored (reference 8, "Failure"). */
const namedRow = /Index: (\d{1,4}), ERROR :: (\/[A-Za-z/\d]{1,80})?/g

/** Elements that a 422 names. */
export function namedRows(answer: VendorAnswer): RefusedRow[] {
  if (answer.status !== 422) return []
  const text = isJsonObject(answer.json) ? (textAt(answer.json, 'message') ?? '') : ''
  const rows = new Map<number, RefusedRow>()
  for (const [, index, field] of text.matchAll(namedRow)) {
    const message = `LinkedIn refused ${field ?? 'a field'}`
    const error = new RejectedError('invalid_element', message, answer.status)
    if (!rows.has(Number(index))) rows.set(Number(index), { index: Number(index), error })
  }
  return [...rows.values()]
}

/** Elements that have a refusal of their own in an answer that took the others. */
export function refusedElements(answer: VendorAnswer): RefusedRow[] {
  return elementsOf(answer).flatMap((element, index) => {
    const status = numberAt(element, 'status') ?? 0
    if (status >= 200 && status < 300) return []
    const { kind, reason } = answerTable[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
    const message = `LinkedIn answered ${status} for this element`
    return [{ index, error: errorOfClass(kind, { code: reason, message, answer: { ...answer, status } }) }]
  })
}

function errorOfTaken(answer: VendorAnswer, sent: number): DeliveryError | null {
  if (elementsOf(answer).length === sent) return null
  const message = 'LinkedIn did not say what became of each element'
  return new UnavailableError('unexpected_answer', message, answer.status)
}

function elementsOf({ json }: VendorAnswer): JsonObject[] {
  const elements = isJsonObject(json) ? json.elements : undefined
  return Array.isArray(elements) ? elements.filter(isJsonObject) : []
}
