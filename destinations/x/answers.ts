import { type DeliveryError, RejectedError, UnavailableError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'

interface Meaning {
  kind: AnswerClass
  reason: string
}

/** `errors[].code` of the Ads API (DOC "Response codes", "Troubleshooting"); a code that is not here is read by the status. */
export const answerTable: Readonly<Record<string, Meaning>> = {
  UNAUTHORIZED_ACCESS: { kind: 'credentials', reason: 'token_invalid' },
  UNAUTHORIZED_CLIENT_APPLICATION: { kind: 'credentials', reason: 'no_api_access' },
  ACCOUNT_NOT_FOUND: { kind: 'credentials', reason: 'no_such_pixel' },
  NOT_FOUND: { kind: 'credentials', reason: 'no_such_pixel' },
  ROUTE_NOT_FOUND: { kind: 'credentials', reason: 'version_ended' },
  INVALID_PARAMETER: { kind: 'rejected', reason: 'invalid_field' },
  MISSING_PARAMETER: { kind: 'rejected', reason: 'field_missing' },
  INVALID_JSON: { kind: 'rejected', reason: 'invalid_request' },
  TOO_MANY_REQUESTS: { kind: 'throttled', reason: 'rate_limit' },
  OVER_CAPACITY: { kind: 'unavailable', reason: 'over_capacity' },
  REQUEST_TIMEOUT: { kind: 'unavailable', reason: 'timeout_at_vendor' },
  SERVICE_UNAVAILABLE: { kind: 'unavailable', reason: 'service_away' },
  INTERNAL_ERROR: { kind: 'unavailable', reason: 'unknown_at_vendor' },
}

const byStatus: Readonly<Record<number, Meaning>> = {
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'no_api_access' },
  404: { kind: 'credentials', reason: 'no_such_pixel' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = all were processed. One bad conversion refuses the whole request, so the worker halves it. */
export function errorFor(answer: VendorAnswer, of: { sent: number; now: Date }): DeliveryError | null {
  const known = codesIn(answer)
    .map((code) => (Object.hasOwn(answerTable, code) ? answerTable[code] : undefined))
    .find((meaning) => meaning !== undefined)
  if (isSuccess(answer) && known === undefined) return errorForCount(answer, of.sent)
  const { status } = answer
  const { kind, reason } = known ?? byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  const dated = { ...answer, retryAfterSeconds: answer.retryAfterSeconds ?? secondsToReset(answer, of.now) }
  return errorOfClass(kind, {
    code: reason,
    message: `X answered ${status}`,
    answer: kind === 'throttled' ? dated : answer,
  })
}

/** X's own id of the call, for its support. */
export function debugIdOf({ json }: VendorAnswer): string | undefined {
  const id = isJsonObject(json) ? textAt(json, 'data', 'debug_id') : undefined
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

function errorForCount({ json, status }: VendorAnswer, sent: number): DeliveryError | null {
  const processed = isJsonObject(json) ? numberAt(json, 'data', 'conversions_processed') : undefined
  if (processed === sent) return null
  if (processed === undefined)
    return new UnavailableError('unexpected_answer', 'X did not say what it processed', status)
  return new RejectedError('partly_processed', `X processed ${processed} of ${sent} conversions`, status)
}

/** No Retry-After: the header says the second at which the window begins anew. */
function secondsToReset({ headers }: VendorAnswer, now: Date): number | null {
  const reset = Number(headers['x-account-rate-limit-reset'] ?? headers['x-rate-limit-reset'])
  if (!Number.isSafeInteger(reset)) return null
  const seconds = Math.ceil(reset - now.getTime() / 1000)
  return seconds > 0 && seconds <= 3600 ? seconds : null
}

/** Codes only: X's prose quotes the value it refuses. */
function codesIn({ json }: VendorAnswer): string[] {
  const errors = isJsonObject(json) ? json.errors : undefined
  if (!Array.isArray(errors)) return []
  return errors.filter(isJsonObject).flatMap((error: JsonObject) => textAt(error, 'code') ?? [])
}
