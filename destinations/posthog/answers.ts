import type { DeliveryError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'

export const byStatus: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'api_key_invalid' },
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'rate_limit' },
}

/** Null = taken; what PostHog drops later stands in its ingestion warnings only. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const message = `PostHog answered ${answer.status}`
  if (isOverQuota(answer)) return errorOfClass('throttled', { code: 'quota_limited', message, answer })
  if (isSuccess(answer)) return null
  const { kind, reason } = byStatus[answer.status] ?? {
    kind: classOfStatus(answer.status),
    reason: `http_${answer.status}`,
  }
  return errorOfClass(kind, { code: reason, message, answer })
}

/** A 200 that names `events` here has dropped them: the project's quota is used up (wire-formats 5.5). */
function isOverQuota(answer: VendorAnswer): boolean {
  const limited = isSuccess(answer) && isJsonObject(answer.json) ? answer.json.quota_limited : undefined
  return Array.isArray(limited) && limited.includes('events')
}
