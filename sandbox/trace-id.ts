import { createHash } from 'node:crypto'

/** Looks like Meta's fbtrace_id: `A` and 22 URL-safe characters. */
export function traceIdFrom(seed: string): string {
  return `A${createHash('sha256').update(seed).digest('base64url').slice(0, 22)}`
}
