import { isJsonObject, type JsonObject } from '../../core/json.ts'

export function objectOr(value: unknown): JsonObject | null {
  return isJsonObject(value) ? value : null
}

export function isFilledString(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

export function isSha256(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

export function looksHashed(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)
}

/** SHA-256 of nothing: somebody hashed a field that was empty. */
export const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const currencies = new Set(Intl.supportedValuesOf('currency'))

export function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && currencies.has(value)
}

export function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Quantifiers are bounded: a long run of letters must not cost its square. */
const emailPattern = /[^\s@]{1,64}(@|%40)[^\s@]{1,255}?\.[a-z]{2,}/i
const phonePattern = /(?<![\w.])\+\d[\d\s().-]{7,20}/

export function holdsEmail(text: string): boolean {
  return (text.includes('@') || text.includes('%40')) && emailPattern.test(text)
}

export function holdsPhone(text: string): boolean {
  const digits = phonePattern.exec(text)?.[0].replaceAll(/\D/g, '').length ?? 0
  return digits >= 8 && digits <= 15
}

/** Every string at any depth. A stack, not recursion: depth is the sender's choice. */
export function* stringsIn(value: unknown): Generator<string> {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string') yield next
    else if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) open.push(inner)
  }
}

/** A key for a path in a verdict. Odd keys are the sender's text and stay out. */
export function pathKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,39}$/.test(key) ? key : '*'
}
