import type { VendorRequest } from './contract.ts'

/** Headers that hold nothing secret; every other value is masked wherever a vendor echoes it. */
const plainHeaders = new Set([
  ...['accept', 'content-type', 'user-agent', 'webhook-id', 'webhook-timestamp'],
  // LinkedIn's: a version is six digits, and masking them could break a number of the answer.
  ...['linkedin-version', 'x-restli-protocol-version', 'x-restli-method'],
])

/** Shorter values would mask half the text; no vendor's secret is that short. */
const secretLengthMin = 6

/** A vendor may quote a token or a key back at us: none survives in the answer. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text)
}

/** Longest first, so that a secret that holds another one is masked whole. */
export function secretsOf(request: VendorRequest): string[] {
  const fromHeaders = Object.entries(request.headers ?? {})
    .filter(([name]) => !plainHeaders.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, ...value.split(/[\s,]+/)])
  const values = [...fromHeaders, ...secretQueryValues(request), ...(request.secrets ?? [])]
  const forms = values.flatMap((value) => [value, encodeURIComponent(value)])
  return [...new Set(forms)].filter((value) => value.length >= secretLengthMin).sort((a, b) => b.length - a.length)
}

function secretQueryValues(request: VendorRequest): string[] {
  if (request.secretQuery === undefined || !URL.canParse(request.url)) return []
  const url = new URL(request.url)
  return request.secretQuery.flatMap((name) => url.searchParams.getAll(name))
}
