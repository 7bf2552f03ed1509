import type { Json } from '../core/json.ts'
import type { VendorAnswer, VendorRequest } from './contract.ts'
import { secretsOf, withoutSecrets } from './redact.ts'
import { retryAfterSeconds } from './retry-after.ts'

/** An answer as it came in. */
export interface Received {
  status: number
  headers: Record<string, string | string[] | undefined>
  chunks: Buffer[]
  bytes: number
}

/** What arrived as a destination may read and keep it: no secret of the request in it. */
export function redactedAnswer(request: VendorRequest, received: Received, now: Date): VendorAnswer {
  const secrets = secretsOf(request)
  const headers = flatHeaders(received.headers, secrets)
  const text = withoutSecrets(Buffer.concat(received.chunks).toString('utf8'), secrets)
  return {
    status: received.status,
    headers,
    text,
    json: parsedJson(text),
    retryAfterSeconds: retryAfterSeconds(headers['retry-after'], now),
  }
}

function flatHeaders(headers: Received['headers'], secrets: readonly string[]): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    flat[name.toLowerCase()] = withoutSecrets(Array.isArray(value) ? value.join(', ') : value, secrets)
  }
  return flat
}

function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
