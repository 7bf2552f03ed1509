import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { jsonAt, textAt } from '../json-at.ts'

/** Statuses that mean something of their own (reference 7, "Errors"; 18.5). A conversion token cannot be refreshed. */
export const answerTable: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'permission_missing' },
  404: { kind: 'credentials', reason: 'no_such_pixel' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'http_429' },
}

/** Null = all `sent` events were taken. The body counts before the status: a 200 may name invalid events. */
export function errorFor(answer: VendorAnswer, sent: number): DeliveryError | null {
  if (isSuccess(answer)) return errorInside(answer, sent)
  const { status } = answer
  const { kind, reason } = answerTable[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `Reddit answered ${status}`, answer })
}

/**
 * Which of the events is meant is told in no documented way, so the batch counts as refused and is halved until the bad
 * one stands alone; conversion_id makes the repeat of the good ones harmless.
 */
function errorInside(answer: VendorAnswer, sent: number): DeliveryError | null {
  if (!isJsonObject(answer.json)) {
    const message = `Reddit answered ${answer.status} with something that is not its JSON`
    return errorOfClass('unavailable', { code: 'unexpected_answer', message, answer })
  }
  const invalid = invalidEventsOf(answer.json)
  if (invalid.length > 0)
    return new RejectedError('invalid_events', `Reddit refused ${invalid.length} of ${sent} events`, answer.status)
  const processed = processedOf(answer.json)
  if (processed === null || processed >= sent) return null
  return new RejectedError('partly_processed', `Reddit processed ${processed} of ${sent} events`, answer.status)
}

function invalidEventsOf(body: JsonObject): Json[] {
  const list = jsonAt(body, 'data', 'invalid_events') ?? jsonAt(body, 'invalid_events')
  return Array.isArray(list) ? list : []
}

/** "Successfully processed 3 conversion events." */
function processedOf(body: JsonObject): number | null {
  const message = textAt(body, 'data', 'message') ?? textAt(body, 'message') ?? ''
  const count = /processed (\d{1,6}) conversion/i.exec(message)?.[1]
  return count === undefined ? null : Number(count)
}
