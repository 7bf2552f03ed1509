import { isJsonObject } from '../json.ts'
import type { Signals } from '../signals.ts'
import { onlyText } from './only-text.ts'
import { type ConsentWarning, defineSignal, type Said, type SignalContext } from './signal.ts'

type Usp = NonNullable<Signals['usp']>

export const uspKeys = ['us_privacy', 'usPrivacy', 'usp', 'uspString', 'usp_string'] as const

/** Version 1 (IAB USPrivacy): notice given, opted out of the sale, LSPA covered – each Y, N or `-`. */
const form = /^1[YN-]{3}$/
/** "CCPA does not apply". Any other text with `-` in place three states a sale without saying whether it was refused. */
const notApplicable = '1---'

/** Where several places hold one text it is that text; two that differ are unreadable. */
export function captureUsp(context: Record<string, unknown>): Usp | undefined {
  const text = onlyText(uspKeys.map((key) => textAt(context[key])))
  if (text === undefined) return undefined
  return text !== null && form.test(text) ? text : 'invalid'
}

/** As itself, or as `__uspapi` answers: `{ version, uspString }`. */
function textAt(value: unknown): unknown {
  return isJsonObject(value) && Object.hasOwn(value, 'uspString') ? value.uspString : value
}

/** Its row of consent.md 5.5: third character Y denies, N grants; nothing else is said. */
export const uspSignal = defineSignal<Usp>({
  name: 'usp',
  read: ({ usp }) => usp,
  validity: [
    { reason: 'invalid_signal', broken: (usp) => saleRefusalIn(usp) === 'invalid_signal' },
    // Case 22. Not only where CCPA applies: elsewhere the same text contradicts itself, and doubt is a refusal.
    { reason: 'usp_sale_not_stated', broken: (usp) => saleRefusalIn(usp) === 'usp_sale_not_stated' },
  ],
  speaksOf: ['sale_or_sharing'],
  chosenAt: () => null,
  say: (usp, context) => (usp === notApplicable ? [] : saidOfSale(usp, context)),
  warn,
})

/** Why a US privacy text refuses the sale; null = it does not. The legacy section of a GPP string is the same text. */
export function saleRefusalIn(usp: string): 'invalid_signal' | 'usp_sale_not_stated' | 'usp_opt_out' | null {
  if (typeof usp !== 'string' || !form.test(usp)) return 'invalid_signal'
  if (usp[2] === 'Y') return 'usp_opt_out'
  return usp[2] === '-' && usp !== notApplicable ? 'usp_sale_not_stated' : null
}

/** A refusal is heard everywhere. "Did not opt out" is a grant only where the law asks for no more than that. */
function saidOfSale(usp: string, { jurisdiction, law }: SignalContext): Said[] {
  const refusal = saleRefusalIn(usp)
  if (refusal !== null) return [{ purpose: 'sale_or_sharing', value: 'denied', reason: refusal }]
  const isOptOutLaw = jurisdiction.country === 'US' && law.regime === 'opt_out'
  return isOptOutLaw ? [{ purpose: 'sale_or_sharing', value: 'granted', reason: 'usp_no_opt_out' }] : []
}

function warn(usp: Usp): ConsentWarning[] {
  if (saleRefusalIn(usp) !== 'invalid_signal') return []
  return [{ code: 'invalid_consent', path: 'context.us_privacy', message: 'is no US privacy text: read as a refusal' }]
}
