import { isJsonObject } from '../json.ts'
import { purposes } from '../purpose.ts'
import type { CmpConsent, Signals } from '../signals.ts'
import { captureValues } from './category-values.ts'
import { type CmpRow, choiceTime, cmpPurposes, isCmpConsent, pickBooleans, sayCmp, warnOfCmp } from './cmp-choice.ts'
import { defineSignal } from './signal.ts'

type Usercentrics = NonNullable<Signals['usercentrics']>

/**
 * consent.md 5.5 has no row of its own for it. `functional` is also where shops put their statistics: who refuses it has
 * refused them, who grants it was not asked about them. A source that sorts otherwise says so in its category map.
 */
const row: CmpRow = {
  grants: { essential: [], functional: ['functional'], marketing: ['advertising', 'ad_personalization'] },
  denies: { functional: ['functional', 'personalization', 'analytics'] },
}
const names = Object.keys(row.grants)

/** A category of which the person took some services and refused others is no grant of the category. */
const states = new Map<unknown, boolean>([
  ['ALL_ACCEPTED', true],
  ['ALL_DENIED', false],
  ['SOME_ACCEPTED', false],
])

/** `context.usercentrics`: its categories flat, as `ucCategory` (the `consent_status` event), or as `getConsentDetails()` answers. */
export function captureUsercentrics(sent: unknown): Usercentrics | undefined {
  if (sent === undefined || sent === null) return undefined
  if (!isJsonObject(sent)) return 'invalid'
  const held = categoriesIn(sent)
  const categories = held === 'invalid' ? 'invalid' : captureValues(held)
  if (categories === 'invalid') return 'invalid'
  if (Object.keys(categories).length === 0) return undefined
  const details = isJsonObject(sent.consent) ? sent.consent : {}
  const chosenAt = choiceTime(details.updatedAt ?? sent.updatedAt)
  const chosen = chosenOf(details.type ?? sent.type ?? sent.consentType)
  return { categories, chosen, ...(chosenAt === undefined ? {} : { chosenAt }) }
}

function categoriesIn(sent: Record<string, unknown>): Record<string, unknown> | 'invalid' {
  const nested = sent.ucCategory ?? sent.categories
  if (nested === undefined) return pickBooleans(sent, names)
  if (!isJsonObject(nested)) return 'invalid'
  return Object.fromEntries(Object.entries(nested).map(([name, value]) => [name, categoryValue(value)]))
}

/** Null: some of its services were refused. */
function categoryValue(value: unknown): unknown {
  if (value === null) return false
  return isJsonObject(value) ? states.get(value.state) : value
}

function chosenOf(type: unknown): CmpConsent['chosen'] {
  if (type === undefined || type === null) return null
  return typeof type === 'string' && type.toUpperCase() === 'EXPLICIT'
}

export const usercentricsSignal = defineSignal<Usercentrics>({
  name: 'usercentrics',
  read: ({ usercentrics }) => usercentrics,
  validity: [{ reason: 'invalid_signal', broken: (consent) => !isCmpConsent(consent) }],
  speaksOf: purposes.filter((purpose) => purpose !== 'sale_or_sharing'),
  chosenAt: (consent) => (consent === 'invalid' ? null : (consent.chosenAt ?? null)),
  say: (consent, context) => (consent === 'invalid' ? [] : sayCmp(consent, row, context)),
  warn: (consent, source) =>
    warnOfCmp(consent, cmpPurposes(row, source), { path: 'context.usercentrics', flag: 'type' }),
})
