import { type DeliveryError, RejectedError } from '../../core/errors.ts'
import { isJsonObject, type JsonObject } from '../../core/json.ts'
import type { DeliverResult, VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'

/** A 400 that names rows is read by `refusedRows` first; this one is of the whole request. */
export const byStatus: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'token_without_access' },
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = taken. A repeat is taken and dropped in silence. /engage says `status: 0` in a 200 to what it refused. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const { status, json } = answer
  if (isSuccess(answer)) {
    const isRefused = json === 0 || (isJsonObject(json) && json.status === 0)
    return isRefused ? new RejectedError('profile_refused', 'Mixpanel refused these profiles', status) : null
  }
  const { kind, reason } = byStatus[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `Mixpanel answered ${status}`, answer })
}

/** A 400 is partial success (reference 13, "Errors"): these were refused, all the others are stored. */
export function refusedRows({ status, json }: VendorAnswer, sent: number): DeliverResult['failed'] {
  if (status !== 400) return []
  const rows = recordsOf(json).flatMap((record) => {
    const index = numberAt(record, 'index')
    const isOurs = index !== undefined && Number.isInteger(index) && index >= 0 && index < sent
    return isOurs ? [[index, reasonOf(record)] as const] : []
  })
  return [...new Map(rows)].map(([index, code]) => ({
    index,
    error: new RejectedError(code, 'Mixpanel refused this event', status),
  }))
}

/** The field by name; `message` may quote its value and stays out. */
function reasonOf(record: JsonObject): string {
  const field = (textAt(record, 'field') ?? '').replaceAll(/[^A-Za-z0-9]+/g, '_').toLowerCase()
  return /^_*[a-z0-9][a-z0-9_]{0,59}$/.test(field) ? `invalid_${field.replace(/^_+/, '')}` : 'invalid_event'
}

function recordsOf(json: VendorAnswer['json']): JsonObject[] {
  const records = isJsonObject(json) ? json.failed_records : undefined
  return Array.isArray(records) ? records.filter(isJsonObject) : []
}
