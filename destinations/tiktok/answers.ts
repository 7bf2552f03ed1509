import type { DeliveryError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json.ts'
import type { VendorAnswer } from '../contract.ts'
import { type AnswerClass, classOfStatus, errorOfClass, isSuccess } from '../error-for-status.ts'
import { numberAt, textAt } from '../json-at.ts'

type AnswerRow = { code: number; sent: true } | { code: number; kind: AnswerClass; reason: string }

/**
 * TikTok answers HTTP 200 and says in `code` what became of the request (reference 4, "Response"). 40100 is CONFLICT: one
 * decoder reads it as a bad token, the recorded answer says "too many requests". Waiting is right for the one and loses
 * nothing for the other. 40105 (token revoked) is MEM.
 */
export const answerTable: readonly AnswerRow[] = [
  { code: 0, sent: true },
  { code: 20001, sent: true },
  { code: 40001, kind: 'credentials', reason: 'permission_missing' },
  { code: 40105, kind: 'credentials', reason: 'token_invalid' },
  { code: 40002, kind: 'rejected', reason: 'invalid_parameter' },
  { code: 40100, kind: 'throttled', reason: 'rate_limit' },
]

/** Null = all events were taken. The body counts, then the status. */
export function errorFor(answer: VendorAnswer): DeliveryError | null {
  const code = isJsonObject(answer.json) ? numberAt(answer.json, 'code') : undefined
  const row = answerTable.find((candidate) => candidate.code === code)
  if (row === undefined) return errorWithoutRow(answer, code)
  return 'sent' in row ? sentOrNot(answer) : errorOf(answer, row)
}

/** TikTok's own id of the call, for its support. */
export function requestIdOf(answer: VendorAnswer): string | undefined {
  const id = isJsonObject(answer.json) ? textAt(answer.json, 'request_id') : undefined
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? id : undefined
}

/** A success inside an HTTP failure is somebody else's answer. */
function sentOrNot(answer: VendorAnswer): DeliveryError | null {
  return isSuccess(answer) ? null : errorWithoutRow(answer, undefined)
}

function errorWithoutRow(answer: VendorAnswer, code: number | undefined): DeliveryError {
  if (isSuccess(answer)) {
    const reason = code === undefined ? 'unexpected_answer' : 'unknown_code'
    return errorOf(answer, { code, kind: 'unavailable', reason })
  }
  // The path is fixed: a 404 means the endpoint in the settings (reference 18.5).
  if (answer.status === 404) return errorOf(answer, { code, kind: 'credentials', reason: 'wrong_endpoint' })
  return errorOf(answer, { code, kind: classOfStatus(answer.status), reason: `http_${answer.status}` })
}

function errorOf(
  answer: VendorAnswer,
  { code, kind, reason }: { code: number | undefined; kind: AnswerClass; reason: string },
): DeliveryError {
  // Code and request id only: TikTok's prose quotes fields of the event.
  const message = `TikTok answered ${answer.status}, code ${code ?? '-'}, request ${requestIdOf(answer) ?? '-'}`
  return errorOfClass(kind, { code: reason, message, answer })
}
