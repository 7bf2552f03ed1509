import { isJsonObject } from '../json.ts'
import { type Purpose, purposes } from '../purpose.ts'
import type { Signals } from '../signals.ts'
import { purposesOfCategory } from './category-map.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

export type Categories = NonNullable<Signals['categories']>
type CategoryValues = Exclude<Categories, 'invalid'>

const path = 'context.consent.categoryPreferences'
const categoriesMax = 100
/** CMP category ids and names. What could be an address or a number of a person is none, and is not stored. */
const categoryName = /^(?!00\d{7})[\p{L}\p{N} _.,:;&()/|-]{1,100}$/u

/**
 * Captures `context.consent.categoryPreferences` (Segment's form) as it was meant: only `true` and `false` are values, a
 * missing object is no signal, anything else is `invalid`. Whatever else the object holds (provider, strategy) is the
 * sender's and is not read: policy comes from configuration (case 41).
 */
export function captureCategories(contextConsent: unknown): Categories | undefined {
  if (contextConsent === undefined) return undefined
  if (!isJsonObject(contextConsent)) return 'invalid'
  const preferences = Object.hasOwn(contextConsent, 'categoryPreferences')
    ? contextConsent.categoryPreferences
    : undefined
  if (preferences === undefined) return undefined
  return isJsonObject(preferences) ? capture(preferences) : 'invalid'
}

function capture(preferences: Record<string, unknown>): Categories {
  const entries = Object.entries(preferences).filter(([name]) => name !== '__proto__')
  if (entries.length > categoriesMax) return 'invalid'
  if (entries.some(([name]) => !categoryName.test(name))) return 'invalid'
  return Object.fromEntries(entries.map(([name, value]) => [name, captureValue(value)]))
}

function captureValue(value: unknown): CategoryValues[string] {
  if (value === true) return 'granted'
  return value === false ? 'denied' : 'invalid'
}

export const categoriesSignal = defineSignal<Categories>({
  name: 'categories',
  read: ({ categories }) => categories,
  validity: [{ reason: 'invalid_signal', broken: (categories) => !isJsonObject(categories) }],
  speaksOf: purposes,
  chosenAt: () => null,
  say: (categories, context) => {
    const said = sayEach(valuesOf(categories), context)
    return context.source.absentMeans === 'denied' ? [...said, ...sayAbsent(valuesOf(categories), context)] : said
  },
  warn,
})

function sayEach(values: CategoryValues, { source }: SignalContext): Said[] {
  return Object.entries(values).flatMap(([category, value]) =>
    (purposesOfCategory(category, source) ?? []).map((purpose) => ({ purpose, ...meaningOf(value) })),
  )
}

function meaningOf(value: CategoryValues[string]): Pick<Said, 'value' | 'reason'> {
  if (value === 'granted') return { value: 'granted', reason: 'category_granted' }
  if (value === 'denied') return { value: 'denied', reason: 'category_denied' }
  return { value: 'denied', reason: 'invalid_signal' }
}

/**
 * `absentMeans: denied` – a category the source itself configured is expected in every object; the default names are
 * aliases of each other, so of those only a purpose that no category spoke of counts as absent.
 */
function sayAbsent(values: CategoryValues, { source }: SignalContext): Said[] {
  const missing = Object.keys(source.categoryMap).filter((category) => !Object.hasOwn(values, category))
  const spokenOf = new Set(Object.keys(values).flatMap((category) => purposesOfCategory(category, source) ?? []))
  const absent = new Set<Purpose>([
    ...missing.flatMap((category) => purposesOfCategory(category, source) ?? []),
    ...purposes.filter((purpose) => !spokenOf.has(purpose)),
  ])
  return [...absent].map((purpose) => ({ purpose, value: 'denied', reason: 'category_absent' }))
}

function warn(categories: Categories, source: SignalContext['source']): ConsentWarning[] {
  if (!isJsonObject(categories)) {
    return [{ code: 'invalid_consent', path, message: 'is no object of true and false by category: read as a refusal' }]
  }
  const values = valuesOf(categories)
  const names = Object.keys(values).sort()
  const isMapped = (name: string) => purposesOfCategory(name, source) !== null
  const unmapped = names.filter((name) => !isMapped(name))
  const invalid = names.filter((name) => values[name] === 'invalid' && isMapped(name))
  return [
    ...unmapped.map((name) => warning('unmapped_category', name, 'is mapped to no purpose: it says nothing')),
    ...invalid.map((name) => warning('invalid_category', name, 'is neither true nor false: read as a refusal')),
  ]
}

function warning(code: ConsentWarning['code'], name: string, message: string): ConsentWarning {
  return { code, path: `${path}.${name}`, message }
}

function valuesOf(categories: Categories): CategoryValues {
  return categories === 'invalid' ? {} : categories
}
