import { isJsonObject } from '../json.ts'
import type { Purpose } from '../purpose.ts'
import type { CmpConsent } from '../signals.ts'
import { type PurposesOf, sayMissing, sayValues, warnOfValues } from './category-values.ts'
import type { ConsentWarning, Said, SignalContext } from './signal.ts'

/** What a consent platform's own categories mean: its row of consent.md 5.5. */
export interface CmpRow {
  grants: Readonly<Record<string, readonly Purpose[]>>
  /** Where a refusal of the category reaches further than a grant. */
  denies?: Readonly<Record<string, readonly Purpose[]>>
}

/** An entry of the source's map replaces the platform's own meaning of the name. */
export function cmpPurposes({ grants, denies = {} }: CmpRow, source: SignalContext['source']): PurposesOf {
  return (category, value) => {
    if (Object.hasOwn(source.categoryMap, category)) return source.categoryMap[category] ?? null
    if (value !== 'granted' && Object.hasOwn(denies, category)) return denies[category] ?? null
    return Object.hasOwn(grants, category) ? (grants[category] ?? null) : null
  }
}

export function sayCmp(consent: CmpConsent, row: CmpRow, { source, law }: SignalContext): Said[] {
  const purposesOf = cmpPurposes(row, source)
  const said = sayValues(consent.categories, purposesOf)
  const absent =
    source.absentMeans === 'denied' ? sayMissing(consent.categories, Object.keys(row.grants), purposesOf) : []
  return asChosen([...said, ...absent], consent.chosen, law)
}

/**
 * A platform holds values before anybody was asked (case 20). A grant counts only as a choice. A refusal does not count
 * where the person is known not to have been asked and the law asks first: that is "unset". Where the law lets all
 * pass by default, the platform's own no stands: it may be how it honours GPC.
 */
export function asChosen(said: Said[], chosen: boolean | null, law: SignalContext['law']): Said[] {
  return said.map((one) => {
    if (one.reason === 'invalid_signal' || chosen === true) return one
    const stands = one.value === 'denied' && (chosen === null || law.regime === 'opt_out')
    return stands ? one : { ...one, value: 'unset', reason: 'not_chosen', basis: 'default' }
  })
}

export function warnOfCmp(
  consent: CmpConsent | 'invalid',
  purposesOf: PurposesOf,
  { path, flag }: { path: string; flag: string },
): ConsentWarning[] {
  if (consent === 'invalid') {
    return [{ code: 'invalid_consent', path, message: 'is no object of true and false by category: read as a refusal' }]
  }
  const warnings = warnOfValues(consent.categories, purposesOf, path)
  return consent.chosen === null ? [...warnings, choiceUnknown(`${path}.${flag}`)] : warnings
}

export function choiceUnknown(path: string): ConsentWarning {
  return { code: 'choice_unknown', path, message: 'does not say whether the person chose: grants do not count' }
}

export function isCmpConsent(consent: unknown): boolean {
  return isJsonObject(consent) && isJsonObject(consent.categories)
}

/** ISO text, or milliseconds; undefined = unreadable, so that the choice is undated. */
export function choiceTime(value: unknown): string | undefined {
  const isTime = typeof value === 'string' ? /^\d{4}-\d{2}-\d{2}T/.test(value) : typeof value === 'number'
  const date = new Date(isTime ? (value as string | number) : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** Only the platform's own names and those the object brings as true or false: flags and stamps beside them are none. */
export function pickBooleans(sent: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const isCategory = (name: string, value: unknown) => names.includes(name) || typeof value === 'boolean'
  return Object.fromEntries(Object.entries(sent).filter(([name, value]) => isCategory(name, value)))
}
