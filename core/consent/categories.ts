import { isJsonObject } from '../json.ts'
import { purposes } from '../purpose.ts'
import type { CategoryValues, Signals } from '../signals.ts'
import { purposesOfCategory } from './category-map.ts'
import { captureValues, type PurposesOf, sayMissing, sayUnspoken, sayValues, warnOfValues } from './category-values.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

type Categories = NonNullable<Signals['categories']>

const path = 'context.consent.categoryPreferences'

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
  return isJsonObject(preferences) ? captureValues(preferences) : 'invalid'
}

export const categoriesSignal = defineSignal<Categories>({
  name: 'categories',
  read: ({ categories }) => categories,
  validity: [{ reason: 'invalid_signal', broken: (categories) => !isJsonObject(categories) }],
  speaksOf: purposes,
  chosenAt: () => null,
  say: (categories, { source }) => sayByMap(valuesOf(categories), source),
  warn,
})

/** By the source's map (5.5). A category the source itself configured is expected in every object. */
export function sayByMap(values: CategoryValues, source: SignalContext['source']): Said[] {
  const purposesOf = byMap(source)
  const said = sayValues(values, purposesOf)
  if (source.absentMeans !== 'denied') return said
  const expected = Object.keys(source.categoryMap)
  return [...said, ...sayMissing(values, expected, purposesOf), ...sayUnspoken(values, purposesOf)]
}

export function byMap(source: SignalContext['source']): PurposesOf {
  return (category) => purposesOfCategory(category, source)
}

function warn(categories: Categories, source: SignalContext['source']): ConsentWarning[] {
  if (!isJsonObject(categories)) {
    return [{ code: 'invalid_consent', path, message: 'is no object of true and false by category: read as a refusal' }]
  }
  return warnOfValues(valuesOf(categories), byMap(source), path)
}

function valuesOf(categories: Categories): CategoryValues {
  return categories === 'invalid' ? {} : categories
}
