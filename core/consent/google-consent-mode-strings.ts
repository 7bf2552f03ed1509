/** What Consent Mode holds of one type. `default`: granted before the person was asked, and nothing since. */
export type ConsentModeValue = 'granted' | 'default' | 'denied' | 'invalid'

/** `gcs` and `gcd` carry the first two and the first four of these, in this order. */
export const consentModeTypes = [
  'ad_storage',
  'analytics_storage',
  'ad_user_data',
  'ad_personalization',
  'functionality_storage',
  'personalization_storage',
] as const
export type ConsentModeType = (typeof consentModeTypes)[number]

/** A type that is not set has no entry. */
export type ConsentModeReading = Partial<Record<ConsentModeType, ConsentModeValue>>

/** Both are kept as sent when they have this shape; what has another may be anything and is not kept. */
export const gcsShape = /^G1[01-][01-]$/
/** Google publishes no grammar: two digits, then a letter and a digit for each type; of later pairs nothing is known. */
export const gcdShape = /^1\d(?:[a-z]\d){4,8}$/

/** `G1--` = no consent mode, or consent not needed: not set. */
export function readGcs(gcs: string): ConsentModeReading | null {
  if (!gcsShape.test(gcs)) return null
  return readingOf([...gcs.slice(2)].map((digit) => gcsDigits[digit]))
}

const gcsDigits: Partial<Record<string, ConsentModeValue>> = { '1': 'granted', '0': 'denied' }

export function readGcd(gcd: string): ConsentModeReading | null {
  if (!gcdShape.test(gcd)) return null
  const letters = [2, 4, 6, 8].map((at) => gcd.charAt(at))
  if (letters.some((letter) => !Object.hasOwn(gcdLetters, letter))) return null
  return readingOf(letters.map((letter) => gcdLetters[letter] ?? undefined))
}

/** The default and the update, each not set, denied or granted (consent.md 1). */
const gcdLetters: Partial<Record<string, ConsentModeValue | null>> = {
  l: null,
  p: 'denied',
  q: 'denied',
  r: 'granted',
  t: 'default',
  u: 'denied',
  v: 'granted',
  m: 'denied',
  n: 'granted',
}

function readingOf(values: (ConsentModeValue | undefined)[]): ConsentModeReading {
  const entries = values.map((value, index) => [consentModeTypes[index], value] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
