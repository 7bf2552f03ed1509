import type { DeliveryError } from '../../core/errors.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, errorOfClass, isSuccess } from '../error-for-status.ts'

/** Standard Webhooks 1.0.0, "Status", and reference 18.5. Every other status is retried: a receiver's 400 is as often its bug as ours. */
export const answerTable: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  401: { kind: 'credentials', reason: 'signature_refused' },
  410: { kind: 'credentials', reason: 'endpoint_gone' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'http_429' },
  502: { kind: 'throttled', reason: 'http_502' },
  504: { kind: 'throttled', reason: 'http_504' },
}

export function errorFor(answer: VendorAnswer): DeliveryError | null {
  if (isSuccess(answer)) return null
  const { status } = answer
  const { kind, reason } = answerTable[status] ?? { kind: 'unavailable' as const, reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `the endpoint answered ${status}`, answer })
}
