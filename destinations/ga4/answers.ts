import type { DeliveryError } from '../../core/errors.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'

/**
 * GA4 tells nothing: 204 to whatever it got, also with a wrong secret. Other statuses come from Google's front and are
 * read as any status, but that a 404 on this fixed path means the endpoint in the settings (reference 18.5).
 */
export const answerTable: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  404: { kind: 'credentials', reason: 'wrong_endpoint' },
  413: { kind: 'rejected', reason: 'too_large' },
}

export function errorFor(answer: VendorAnswer): DeliveryError | null {
  if (isSuccess(answer)) return null
  const { status } = answer
  const { kind, reason } = answerTable[status] ?? { kind: classOfStatus(status), reason: `http_${status}` }
  return errorOfClass(kind, { code: reason, message: `GA4 answered ${status}`, answer })
}
