import { isJsonObject } from '../json.ts'
import { purposes } from '../purpose.ts'
import type { CmpConsent, Signals } from '../signals.ts'
import { captureValues } from './category-values.ts'
import { type CmpRow, choiceTime, cmpPurposes, isCmpConsent, pickBooleans, sayCmp, warnOfCmp } from './cmp-choice.ts'
import { defineSignal } from './signal.ts'

type Cookiebot = NonNullable<Signals['cookiebot']>

/** Its row of consent.md 5.5. `necessary` is asked of nobody (case 43). */
const row: CmpRow = {
  grants: {
    necessary: [],
    preferences: ['personalization', 'functional'],
    statistics: ['analytics'],
    marketing: ['advertising', 'ad_personalization'],
  },
}

/** Beside the categories in `Cookiebot` and its `consent`. */
const flags = new Set(['hasResponse', 'consented', 'declined', 'optOut', 'isOutsideEU', 'doNotTrack'])

/** `context.cookiebot`: `Cookiebot.consent` itself, or with it inside as `consent`, as the page has it. */
export function captureCookiebot(sent: unknown): Cookiebot | undefined {
  if (sent === undefined || sent === null) return undefined
  if (!isJsonObject(sent)) return 'invalid'
  const inside = Object.hasOwn(sent, 'consent') ? sent.consent : sent
  if (!isJsonObject(inside)) return 'invalid'
  const categories = captureValues(withoutFlags(inside))
  if (categories === 'invalid') return 'invalid'
  if (Object.keys(categories).length === 0) return undefined
  const chosenAt = choiceTime(sent.consentUTC ?? inside.utc)
  return { categories, chosen: chosenOf(sent, inside), ...(chosenAt === undefined ? {} : { chosenAt }) }
}

function withoutFlags(inside: Record<string, unknown>): Record<string, unknown> {
  const categories = pickBooleans(inside, Object.keys(row.grants))
  return Object.fromEntries(Object.entries(categories).filter(([name]) => !flags.has(name)))
}

/** Answered, and not by `implied`: going on without a click. */
function chosenOf(sent: Record<string, unknown>, inside: Record<string, unknown>): CmpConsent['chosen'] {
  const method = inside.method ?? sent.method
  const hasResponse = sent.hasResponse ?? inside.hasResponse
  if (hasResponse === false) return false
  if (method !== undefined && method !== null) return method === 'explicit'
  return hasResponse === true ? true : null
}

export const cookiebotSignal = defineSignal<Cookiebot>({
  name: 'cookiebot',
  read: ({ cookiebot }) => cookiebot,
  validity: [{ reason: 'invalid_signal', broken: (consent) => !isCmpConsent(consent) }],
  speaksOf: purposes.filter((purpose) => purpose !== 'sale_or_sharing'),
  chosenAt: (consent) => (consent === 'invalid' ? null : (consent.chosenAt ?? null)),
  say: (consent, context) => (consent === 'invalid' ? [] : sayCmp(consent, row, context)),
  warn: (consent, source) =>
    warnOfCmp(consent, cmpPurposes(row, source), { path: 'context.cookiebot', flag: 'hasResponse' }),
})
