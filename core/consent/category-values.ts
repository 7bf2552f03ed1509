import { type Purpose, purposes } from '../purpose.ts'
import type { CategoryValue, CategoryValues } from '../signals.ts'
import type { ConsentWarning, Said } from './signal.ts'

export const categoriesMax = 100
/** CMP category ids and names. What could be an address or a number of a person is none, and is not stored. */
const categoryName = /^(?!00\d{7})[\p{L}\p{N} _.,:;&()/|-]{1,100}$/u

export function isCategoryName(name: string): boolean {
  return categoryName.test(name)
}

/** Only `true` and `false` are values; a name that is none makes the whole `invalid`. */
export function captureValues(sent: Record<string, unknown>): CategoryValues | 'invalid' {
  const entries = Object.entries(sent).filter(([name]) => name !== '__proto__')
  if (entries.length > categoriesMax) return 'invalid'
  if (entries.some(([name]) => !isCategoryName(name))) return 'invalid'
  return Object.fromEntries(entries.map(([name, value]) => [name, captureValue(value)]))
}

export function captureValue(value: unknown): CategoryValue {
  if (value === true) return 'granted'
  return value === false ? 'denied' : 'invalid'
}

/** Null = nobody said what the category means. A refusal may reach further than a grant of the same name. */
export type PurposesOf = (category: string, value: CategoryValue) => readonly Purpose[] | null

export function sayValues(values: CategoryValues, purposesOf: PurposesOf): Said[] {
  return Object.entries(values).flatMap(([category, value]) =>
    (purposesOf(category, value) ?? []).map((purpose) => ({ purpose, ...meaningOf(value) })),
  )
}

function meaningOf(value: CategoryValue): Pick<Said, 'value' | 'reason'> {
  if (value === 'granted') return { value: 'granted', reason: 'category_granted' }
  if (value === 'denied') return { value: 'denied', reason: 'category_denied' }
  return { value: 'denied', reason: 'invalid_signal' }
}

/** `absentMeans: denied` – these categories are expected in every object. */
export function sayMissing(values: CategoryValues, expected: readonly string[], purposesOf: PurposesOf): Said[] {
  const missing = expected.filter((category) => !Object.hasOwn(values, category))
  return sayAbsent(missing.flatMap((category) => purposesOf(category, 'denied') ?? []))
}

/** `absentMeans: denied` – where names are aliases of each other, a purpose that no category spoke of counts as absent. */
export function sayUnspoken(values: CategoryValues, purposesOf: PurposesOf): Said[] {
  const spokenOf = new Set(Object.entries(values).flatMap(([category, value]) => purposesOf(category, value) ?? []))
  return sayAbsent(purposes.filter((purpose) => !spokenOf.has(purpose)))
}

function sayAbsent(absent: readonly Purpose[]): Said[] {
  return [...new Set(absent)].map((purpose) => ({ purpose, value: 'denied', reason: 'category_absent' }))
}

export function warnOfValues(values: CategoryValues, purposesOf: PurposesOf, path: string): ConsentWarning[] {
  const names = Object.keys(values).sort()
  const isMapped = (name: string) => purposesOf(name, values[name] ?? 'invalid') !== null
  const unmapped = names.filter((name) => !isMapped(name))
  const invalid = names.filter((name) => values[name] === 'invalid' && isMapped(name))
  return [
    ...unmapped.map((name) =>
      warning('unmapped_category', `${path}.${name}`, 'is mapped to no purpose: it says nothing'),
    ),
    ...invalid.map((name) =>
      warning('invalid_category', `${path}.${name}`, 'is neither true nor false: read as a refusal'),
    ),
  ]
}

function warning(code: ConsentWarning['code'], path: string, message: string): ConsentWarning {
  return { code, path, message }
}
