import { isJsonObject } from '../json.ts'
import { purposes } from '../purpose.ts'
import type { CategoryValues, OnetrustConsent, Signals } from '../signals.ts'
import { purposesOfCategory } from './category-map.ts'
import { categoriesMax, isCategoryName, sayMissing, sayValues, warnOfValues } from './category-values.ts'
import { asChosen, type CmpRow, choiceTime, choiceUnknown, cmpPurposes } from './cmp-choice.ts'
import { onlyText } from './only-text.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

type Onetrust = NonNullable<Signals['onetrust']>

/** Its row of consent.md 5.5, for the ids OneTrust gives; C0001 is asked of nobody (case 43), C0005 (social) is not in it. */
const row: CmpRow = {
  grants: {
    C0001: [],
    C0002: ['analytics'],
    C0003: ['personalization', 'functional'],
    C0004: ['advertising', 'ad_personalization'],
    C0005: [],
  },
}

const groupsLengthMax = 2_000
export const onetrustKeys = ['onetrust', 'oneTrust', 'OptanonActiveGroups', 'OnetrustActiveGroups'] as const

/**
 * `context.onetrust { groups | OptanonActiveGroups | OnetrustActiveGroups, IsAlertBoxClosed, OptanonAlertBoxClosed, model }`
 * or the page's variable as `context.OptanonActiveGroups`.
 */
export function captureOnetrust(context: Record<string, unknown>): Onetrust | undefined {
  const sent = context.onetrust ?? context.oneTrust
  if (sent !== undefined && sent !== null && typeof sent !== 'string' && !isJsonObject(sent)) return 'invalid'
  const inside = isJsonObject(sent) ? sent : {}
  const { OptanonActiveGroups, OnetrustActiveGroups } = context
  const groups = onlyText([
    ...(typeof sent === 'string' ? [sent] : []),
    ...['groups', 'activeGroups', 'OptanonActiveGroups', 'OnetrustActiveGroups'].map((key) => inside[key]),
    OptanonActiveGroups,
    OnetrustActiveGroups,
  ])
  if (groups === undefined) return undefined
  if (groups === null || !isGroupsText(groups)) return 'invalid'
  const closedAt = choiceTime(inside.OptanonAlertBoxClosed ?? inside.alertBoxClosedAt)
  return { groups, chosen: chosenOf(inside, closedAt), ...(closedAt === undefined ? {} : { chosenAt: closedAt }) }
}

function isGroupsText(text: string): boolean {
  if (text.length > groupsLengthMax) return false
  const items = itemsOf(text)
  return items.length <= categoriesMax && items.every(({ id, mark }) => isCategoryName(id) && /^(:[01])?$/.test(mark))
}

/** `,C0001,C0003,` of the page, or `C0001:1,C0004:0` of the cookie. */
function itemsOf(text: string): { id: string; mark: string }[] {
  const items = text.split(',').map((item) => item.trim())
  return items
    .filter((item) => item !== '')
    .map((item) => {
      const at = item.indexOf(':')
      return at === -1 ? { id: item, mark: '' } : { id: item.slice(0, at), mark: item.slice(at) }
    })
}

/** Models in which the banner closes without a choice, or nobody is asked at all. */
const unaskedModels = new Set(['implied', 'implied consent', 'notice only', 'opt-out', 'optout'])

function chosenOf(inside: Record<string, unknown>, closedAt: string | undefined): OnetrustConsent['chosen'] {
  const closed = inside.IsAlertBoxClosed ?? inside.isAlertBoxClosed ?? (closedAt === undefined ? undefined : true)
  if (closed === undefined || closed === null) return null
  if (closed !== true) return false
  const model = inside.model ?? inside.consentModel
  if (model === undefined || model === null) return true
  return typeof model === 'string' && !unaskedModels.has(model.toLowerCase())
}

export const onetrustSignal = defineSignal<Onetrust>({
  name: 'onetrust',
  read: ({ onetrust }) => onetrust,
  validity: [
    { reason: 'invalid_signal', broken: (consent) => !isJsonObject(consent) },
    { reason: 'invalid_signal', broken: (consent) => consent !== 'invalid' && !isGroupsText(consent.groups) },
  ],
  speaksOf: purposes.filter((purpose) => purpose !== 'sale_or_sharing'),
  chosenAt: (consent) => (consent === 'invalid' ? null : (consent.chosenAt ?? null)),
  say: (consent, context) => (consent === 'invalid' ? [] : say(consent, context)),
  warn,
})

function say({ groups, chosen }: OnetrustConsent, { source, law }: SignalContext): Said[] {
  const values = valuesOf(groups)
  const said = sayValues(values, cmpPurposes(row, source))
  return asChosen([...said, ...sayInactive(values, source)], chosen, law)
}

/** A group in the list twice is refused if it is refused once. */
function valuesOf(groups: string): CategoryValues {
  const items = itemsOf(groups)
  const active = items.filter(({ mark }) => mark !== ':0').map(({ id }) => [id, 'granted'] as const)
  return Object.fromEntries([
    ...active,
    ...items.filter(({ mark }) => mark === ':0').map(({ id }) => [id, 'denied'] as const),
  ])
}

/**
 * The list holds the active groups: one that is not in it was refused. Expected are the groups the source mapped (words
 * that any platform may use set aside), and OneTrust's own for the purposes these leave open. Which ones are expected
 * never depends on the list: else a shorter list could refuse less.
 */
function sayInactive(values: CategoryValues, source: SignalContext['source']): Said[] {
  const purposesOf = cmpPurposes(row, source)
  const mapped = Object.keys(source.categoryMap).filter((id) => purposesOfCategory(id, { categoryMap: {} }) === null)
  const covered = new Set(mapped.flatMap((id) => source.categoryMap[id] ?? []))
  const ofPlatform = sayMissing(values, Object.keys(row.grants), purposesOf).filter(
    ({ purpose }) => !covered.has(purpose),
  )
  return [...sayMissing(values, mapped, purposesOf), ...ofPlatform].map((one) => ({
    ...one,
    reason: 'category_denied',
  }))
}

const path = 'context.onetrust'

function warn(consent: Onetrust, source: SignalContext['source']): ConsentWarning[] {
  if (consent === 'invalid' || !isGroupsText(consent.groups)) {
    return [{ code: 'invalid_consent', path, message: 'is no list of active groups: read as a refusal' }]
  }
  const warnings = warnOfValues(valuesOf(consent.groups), cmpPurposes(row, source), path)
  return consent.chosen === null ? [...warnings, choiceUnknown(`${path}.IsAlertBoxClosed`)] : warnings
}
