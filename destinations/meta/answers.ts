import { type DeliveryError, RejectedError, UnavailableError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'

interface AnswerRow {
  code: number | readonly [from: number, to: number]
  subcode?: number
  kind: AnswerClass
  reason: string
}

/**
 * Meta's `error.code` and `error_subcode` (reference 1, "Errors"); the first row that fits counts. Where the reference
 * says "permanent" of an account's token, permission or object, the destination pauses and the work is kept (18.5).
 */
export const answerTable: readonly AnswerRow[] = [
  { code: 190, kind: 'credentials', reason: 'token_invalid' },
  { code: 102, kind: 'credentials', reason: 'session_invalid' },
  { code: 3, kind: 'credentials', reason: 'capability_missing' },
  { code: 10, kind: 'credentials', reason: 'permission_missing' },
  { code: [200, 299], kind: 'credentials', reason: 'permission_missing' },
  { code: 100, subcode: 33, kind: 'credentials', reason: 'no_such_pixel_or_no_permission' },
  { code: 100, subcode: 2804003, kind: 'rejected', reason: 'event_too_old' },
  { code: 100, kind: 'rejected', reason: 'invalid_parameter' },
  { code: 2804003, kind: 'rejected', reason: 'event_too_old' },
  { code: 4, kind: 'throttled', reason: 'app_rate_limit' },
  { code: 17, kind: 'throttled', reason: 'user_rate_limit' },
  { code: 32, kind: 'throttled', reason: 'page_rate_limit' },
  { code: 613, kind: 'throttled', reason: 'call_rate_limit' },
  { code: [80000, 80014], kind: 'throttled', reason: 'business_rate_limit' },
  { code: 1, kind: 'unavailable', reason: 'unknown_at_vendor' },
  { code: 2, kind: 'unavailable', reason: 'service_away' },
  { code: 341, kind: 'unavailable', reason: 'temporary_limit' },
  { code: 368, kind: 'unavailable', reason: 'temporarily_blocked' },
  { code: 5000, kind: 'unavailable', reason: 'unknown_at_vendor' },
  { code: 21009, kind: 'unavailable', reason: 'temporary_at_vendor' },
]

/** Null = all `sent` events were taken. The body counts, then the status. */
export function errorFor(answer: VendorAnswer, sent: number): DeliveryError | null {
  const error = isJsonObject(answer.json) ? answer.json.error : undefined
  if (isJsonObject(error)) return errorForCode(answer, numberAt(error, 'code'), numberAt(error, 'error_subcode'))
  if (isSuccess(answer) && isJsonObject(answer.json))
    return errorForCount(numberAt(answer.json, 'events_received'), sent)
  if (answer.status === 429)
    return errorOfClass('throttled', { code: 'http_429', message: 'Meta answered 429', answer })
  const message = `Meta answered ${answer.status} with something that is not its JSON`
  return errorOfClass('unavailable', { code: 'unexpected_answer', message, answer })
}

/** Meta's own id of the call, for its support. */
export function traceOf(answer: VendorAnswer): string | undefined {
  if (!isJsonObject(answer.json)) return undefined
  const trace = textAt(answer.json, 'fbtrace_id') ?? textAt(answer.json, 'error', 'fbtrace_id')
  return trace !== undefined && /^[\w-]{1,64}$/.test(trace) ? trace : undefined
}

function errorForCode(answer: VendorAnswer, code: number | undefined, subcode: number | undefined): DeliveryError {
  const row = answerTable.find((candidate) => fits(candidate, code, subcode))
  const trace = traceOf(answer)
  // Codes and trace only: Meta's prose may quote a value of the event.
  const message = `Meta refused: code ${code ?? '-'}, subcode ${subcode ?? '-'}, trace ${trace ?? '-'}`
  const { kind, reason } = row ?? { kind: 'unavailable' as const, reason: 'unknown_code' }
  return errorOfClass(kind, { code: reason, message, answer })
}

function fits(row: AnswerRow, code: number | undefined, subcode: number | undefined): boolean {
  if (code === undefined || (row.subcode !== undefined && row.subcode !== subcode)) return false
  return typeof row.code === 'number' ? row.code === code : row.code[0] <= code && code <= row.code[1]
}

/** Fewer than sent: refused as a whole, so that the batch is halved until the lost ones stand alone; event_id makes the repeat harmless. */
function errorForCount(received: number | undefined, sent: number): DeliveryError | null {
  if (received === sent) return null
  if (received === undefined) return new UnavailableError('unexpected_answer', 'Meta did not say what it received', 200)
  return new RejectedError('partly_received', `Meta received ${received} of ${sent} events`, 200)
}
