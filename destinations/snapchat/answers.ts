import type { DeliveryError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { textAt } from '../json-at.ts'

/**
 * Snapchat answers by status, and no source shows a result per event (reference 6, "Errors"): a refusal is of the whole
 * request, which is then halved. The path is fixed: a 404 is an asset that is not there (18.5).
 */
export const byStatus: Readonly<Record<number, { kind: AnswerClass; reason: string }>> = {
  400: { kind: 'rejected', reason: 'invalid_request' },
  401: { kind: 'credentials', reason: 'token_invalid' },
  403: { kind: 'credentials', reason: 'permission_missing' },
  404: { kind: 'credentials', reason: 'no_such_asset' },
  413: { kind: 'rejected', reason: 'too_large' },
  429: { kind: 'throttled', reason: 'http_429' },
}

/** Words of `status` in the body that take a 200 back (MEM). */
export const refusingWords: ReadonlySet<string> = new Set(['INVALID', 'FAILED', 'ERROR'])

/** Null = all were taken. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const message = `Snapchat answered ${answer.status}`
  const word = isJsonObject(answer.json) ? textAt(answer.json, 'status')?.toUpperCase() : undefined
  if (!isSuccess(answer)) {
    const { kind, reason } = byStatus[answer.status] ?? fallback(answer.status)
    return errorOfClass(kind, { code: reason, message, answer })
  }
  if (word !== undefined && refusingWords.has(word))
    return errorOfClass('rejected', { code: 'refused_in_200', message: `${message} and refused`, answer })
  return null
}

function fallback(status: number): { kind: AnswerClass; reason: string } {
  return { kind: classOfStatus(status), reason: `http_${status}` }
}
