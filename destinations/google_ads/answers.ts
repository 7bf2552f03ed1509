import { type DeliveryError, InvalidSettingsError } from '../../core/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { jsonAt, numberAt, textAt } from '../json-at.ts'

type Kind = AnswerClass | 'delivered' | 'later' | 'settings'

/**
 * Google's error codes by name, whatever enum they are of (reference 3; DOC ConversionUploadError and
 * ConversionAdjustmentUploadError). `later`: Google says to come back in six hours. A code that is not here is read by the
 * HTTP status; inside a 200 it is retried.
 */
export const answerTable: Readonly<Record<string, Kind>> = {
  // Counted before: what we wanted.
  CLICK_CONVERSION_ALREADY_EXISTS: 'delivered',
  ORDER_ID_ALREADY_IN_USE: 'delivered',
  CONVERSION_ALREADY_RETRACTED: 'delivered',
  CONVERSION_ALREADY_ENHANCED: 'delivered',
  RESTATEMENT_ALREADY_EXISTS: 'delivered',
  // Twice in one request, and neither was processed: alone on the retry, each is taken or a duplicate.
  DUPLICATE_ORDER_ID: 'unavailable',
  DUPLICATE_CLICK_CONVERSION_IN_REQUEST: 'unavailable',
  DUPLICATE_ADJUSTMENT_IN_REQUEST: 'unavailable',
  DUPLICATE_ENHANCEMENT_IN_REQUEST: 'unavailable',
  TOO_RECENT_EVENT: 'later',
  TOO_RECENT_CONVERSION: 'later',
  TOO_RECENT_CONVERSION_ACTION: 'later',
  CONCURRENT_MODIFICATION: 'unavailable',
  INTERNAL_ERROR: 'unavailable',
  TRANSIENT_ERROR: 'unavailable',
  DEADLINE_EXCEEDED: 'unavailable',
  RESOURCE_EXHAUSTED: 'throttled',
  RESOURCE_TEMPORARILY_EXHAUSTED: 'throttled',
  EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION: 'throttled',
  EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION: 'throttled',
  EXPIRED_EVENT: 'rejected',
  CONVERSION_PRECEDES_EVENT: 'rejected',
  UNPARSEABLE_GCLID: 'rejected',
  UNPARSEABLE_GBRAID: 'rejected',
  UNPARSEABLE_WBRAID: 'rejected',
  GBRAID_WBRAID_BOTH_SET: 'rejected',
  // Expected for whoever did not come by an ad.
  CLICK_NOT_FOUND: 'rejected',
  EVENT_NOT_FOUND: 'rejected',
  INVALID_USER_IDENTIFIER: 'rejected',
  UNSUPPORTED_USER_IDENTIFIER: 'rejected',
  // The click is of another account: of this row, not of ours.
  UNAUTHORIZED_CUSTOMER: 'rejected',
  INVALID_CUSTOMER_FOR_CLICK: 'rejected',
  CONVERSION_NOT_FOUND: 'rejected',
  CONVERSION_EXPIRED: 'rejected',
  ADJUSTMENT_PRECEDES_CONVERSION: 'rejected',
  MORE_RECENT_RESTATEMENT_FOUND: 'rejected',
  TOO_MANY_ADJUSTMENTS: 'rejected',
  ORDER_ID_CONTAINS_PII: 'rejected',
  TOO_MANY_CONVERSIONS_IN_REQUEST: 'rejected',
  TOO_MANY_ADJUSTMENTS_IN_REQUEST: 'rejected',
  NO_CONVERSION_ACTION_FOUND: 'settings',
  INVALID_CONVERSION_ACTION_TYPE: 'settings',
  CONVERSION_ACTION_NOT_ELIGIBLE_FOR_ENHANCEMENT: 'settings',
  CANNOT_RESTATE_CONVERSION_ACTION_THAT_ALWAYS_USES_DEFAULT_CONVERSION_VALUE: 'settings',
  CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS: 'credentials',
  CUSTOMER_NOT_ENABLED_ENHANCED_CONVERSIONS_FOR_LEADS: 'credentials',
  CUSTOMER_DATA_POLICY_PROHIBITS_ENHANCED_CONVERSIONS: 'credentials',
  CUSTOMER_DATA_POLICY_PROHIBITS_ENHANCEMENT: 'credentials',
  CUSTOMER_NOT_FOUND: 'credentials',
  CUSTOMER_NOT_ENABLED: 'credentials',
  OAUTH_TOKEN_EXPIRED: 'credentials',
  OAUTH_TOKEN_REVOKED: 'credentials',
  OAUTH_TOKEN_INVALID: 'credentials',
  USER_PERMISSION_DENIED: 'credentials',
  DEVELOPER_TOKEN_INVALID: 'credentials',
  DEVELOPER_TOKEN_NOT_APPROVED: 'credentials',
  DEVELOPER_TOKEN_NOT_ON_ALLOWLIST: 'credentials',
  DEVELOPER_TOKEN_PROHIBITED: 'credentials',
  INVALID_LOGIN_CUSTOMER_ID: 'credentials',
  UNSUPPORTED_VERSION: 'credentials',
}

const sixHoursSeconds = 6 * 3600

/** Null = the request as a whole was taken; rows may still have failed. */
export function errorOfRequest(answer: VendorAnswer): DeliveryError | null {
  if (isSuccess(answer) && isJsonObject(answer.json)) return null
  if (isSuccess(answer)) return errorOfClass('unavailable', { ...wordsFor('unexpected_answer', answer), answer })
  const [first] = failuresIn(jsonAt(objectOf(answer.json), 'error', 'details'))
  const code = first?.code ?? textAt(objectOf(answer.json), 'error', 'status') ?? null
  // A 404 on this fixed path is the account, the version or the endpoint (reference 18.5).
  const byStatus = answer.status === 404 ? 'credentials' : classOfStatus(answer.status)
  return errorFor({ code, seconds: first?.retrySeconds ?? null, otherwise: byStatus }, answer)
}

export interface RowError {
  index: number
  error: DeliveryError
}

/**
 * A 200 may hold `partialFailureError`: its details name the rows in their field path, and a failed row is an empty object
 * in `results`. A failed row that no error names gets the first error without a row.
 */
export function errorsOfRows(answer: VendorAnswer, sent: number): RowError[] {
  const body = objectOf(answer.json)
  if ((numberAt(body, 'partialFailureError', 'code') ?? 0) === 0) return []
  const failures = failuresIn(jsonAt(body, 'partialFailureError', 'details'))
  const unplaced = failures.find(({ index }) => index === null)
  const emptied = emptyRows(jsonAt(body, 'results'))
  return Array.from({ length: sent }, (_, index) => index).flatMap((index) => {
    const own = failures.find((failure) => failure.index === index)
    const isLost = emptied === null ? unplaced !== undefined || failures.length === 0 : emptied.has(index)
    if (own === undefined && !isLost) return []
    const { code, retrySeconds } = own ?? unplaced ?? { code: 'row_without_reason', retrySeconds: null }
    const error = errorFor({ code, seconds: retrySeconds, otherwise: 'unavailable' }, answer)
    return error === null ? [] : [{ index, error }]
  })
}

function errorFor(
  what: { code: string | null; seconds: number | null; otherwise: AnswerClass },
  answer: VendorAnswer,
): DeliveryError | null {
  const code = what.code ?? `http_${answer.status}`
  const kind = (Object.hasOwn(answerTable, code) ? answerTable[code] : undefined) ?? what.otherwise
  const words = wordsFor(code, answer)
  if (kind === 'delivered') return null
  if (kind === 'settings') return new InvalidSettingsError(words.code, words.message, answer.status)
  if (kind === 'later')
    return errorOfClass('throttled', { ...words, answer: { ...answer, retryAfterSeconds: sixHoursSeconds } })
  return errorOfClass(kind, {
    ...words,
    answer: { ...answer, retryAfterSeconds: answer.retryAfterSeconds ?? what.seconds },
  })
}

/** Codes only: Google's prose quotes the value it refuses. */
function wordsFor(code: string, { status }: VendorAnswer): { code: string; message: string } {
  return { code: code.toLowerCase(), message: `Google Ads answered ${status}: ${code}` }
}

interface Failure {
  code: string
  index: number | null
  retrySeconds: number | null
}

function failuresIn(details: Json | undefined): Failure[] {
  const lists = listOf(details).map((detail) => listOf(jsonAt(detail, 'errors')))
  return lists.flat().flatMap((error) => {
    const code = Object.values(objectOf(error.errorCode))[0]
    if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{1,99}$/.test(code)) return []
    const delay = textAt(error, 'details', 'quotaErrorDetails', 'retryDelay')
    return [
      { code, index: indexOf(error), retrySeconds: delay === undefined ? null : Math.ceil(Number.parseFloat(delay)) },
    ]
  })
}

/** `conversions[3].gclid` comes as `[{ fieldName: 'conversions', index: 3 }, { fieldName: 'gclid' }]`. */
function indexOf(error: JsonObject): number | null {
  const row = listOf(jsonAt(error, 'location', 'fieldPathElements')).find(({ fieldName }) =>
    ['conversions', 'conversion_adjustments', 'conversionAdjustments', 'operations'].includes(String(fieldName)),
  )
  return row === undefined ? null : (numberAt(row, 'index') ?? null)
}

function emptyRows(results: Json | undefined): Set<number> | null {
  if (!Array.isArray(results)) return null
  return new Set(results.flatMap((row, index) => (Object.keys(objectOf(row)).length === 0 ? [index] : [])))
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
