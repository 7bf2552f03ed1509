import {
  CredentialsRejectedError,
  type DeliveryError,
  RejectedError,
  ThrottledError,
  UnavailableError,
} from '../core/errors.ts'
import type { VendorAnswer } from './contract.ts'

/** Who must act after an answer that was no success. */
export type AnswerClass = 'credentials' | 'rejected' | 'throttled' | 'unavailable'

/** The classification for a vendor that says no more than a status; unknown = retried. Ask it for failures only. */
export function errorForStatus(answer: VendorAnswer): DeliveryError {
  const { status } = answer
  return errorOfClass(classOfStatus(status), {
    code: `http_${status}`,
    message: `the vendor answered ${status}`,
    answer,
  })
}

export function errorOfClass(
  kind: AnswerClass,
  what: { code: string; message: string; answer: VendorAnswer },
): DeliveryError {
  const { code, message, answer } = what
  switch (kind) {
    case 'credentials':
      return new CredentialsRejectedError(code, message, answer.status)
    case 'rejected':
      return new RejectedError(code, message, answer.status)
    case 'throttled':
      return new ThrottledError(code, message, answer.status, answer.retryAfterSeconds)
    case 'unavailable':
      return unavailable(code, message, answer)
  }
}

/** A 503 with Retry-After says when: that is a throttle in all but the number. */
function unavailable(code: string, message: string, answer: VendorAnswer): DeliveryError {
  if (answer.retryAfterSeconds === null) return new UnavailableError(code, message, answer.status)
  return new ThrottledError(code, message, answer.status, answer.retryAfterSeconds)
}

/** 3xx is retried: redirects are never followed, and a vendor's maintenance page often is one. */
export function classOfStatus(status: number): AnswerClass {
  if (status === 429) return 'throttled'
  if (status === 401 || status === 403) return 'credentials'
  if (status === 408 || status === 423) return 'unavailable'
  return status >= 400 && status < 500 ? 'rejected' : 'unavailable'
}

export function isSuccess(answer: VendorAnswer): boolean {
  return answer.status >= 200 && answer.status < 300
}
