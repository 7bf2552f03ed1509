import type { Json } from '../../core/json.ts'
import type { VendorAnswer } from '../../destinations/contract.ts'

/** A vendor's answer as `send` hands it over. */
export function anAnswer(
  status: number,
  body: Json | string = '',
  retryAfterSeconds: number | null = null,
): VendorAnswer {
  const isText = typeof body === 'string'
  return {
    status,
    headers: {},
    text: isText ? body : JSON.stringify(body),
    json: isText ? undefined : body,
    retryAfterSeconds,
  }
}
