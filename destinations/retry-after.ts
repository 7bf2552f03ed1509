/** A delivery lives for 24 h: a longer wait means the same, and an absurd one must not overflow a date. */
const secondsMax = 24 * 3600

/** `Retry-After` as seconds or HTTP date (RFC 9110, 10.2.3); null = absent or neither. */
export function retryAfterSeconds(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text)), secondsMax)
  const isHttpDate = /^[A-Z][a-z]+, /.test(text)
  const at = isHttpDate ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) return null
  return Math.min(Math.max(Math.ceil((at - now.getTime()) / 1000), 0), secondsMax)
}
