import type { CategoryValues, CmpConsent, Signals } from '../../core/signals.ts'
import { type AnySignals, refusingTcString, withGpp } from './any-platform-signals.ts'

/** Makes one signal say less: granted to unset or denied, unset to denied. `pick` chooses what. */
type Lower = (one: AnySignals, pick: number) => AnySignals

export const lowerings: Readonly<Record<string, Lower>> = {
  categories: only('categories', (sent, pick) => (sent === 'invalid' ? sent : lowerValues(sent, pick))),
  cookiebot: only('cookiebot', lowerPlatform),
  usercentrics: only('usercentrics', lowerPlatform),
  rudderstack: only('rudderstack', (lists, pick) => {
    if (lists === 'invalid') return lists
    const id = at([...lists.allowed, ...lists.denied], pick)
    const allowed = lists.allowed.filter((one) => one !== id)
    return pick % 2 === 0 ? { ...lists, allowed } : { ...lists, denied: [...lists.denied, id ?? 'marketing'] }
  }),
  usp: only('usp', (usp, pick) => {
    // Already a refusal, and a firmer one than an opt-out, which a restricted mode may follow.
    if (usp[2] === '-' && usp !== '1---') return usp
    return pick % 2 === 0 && usp[2] === 'N' ? '1---' : `${usp.slice(0, 2)}Y${usp.slice(3)}`
  }),
  shopify: only('shopify', (consent, pick) => {
    if (consent === 'invalid') return consent
    const part = pick % 2 === 0 ? 'choice' : 'allowed'
    const field = at(['analytics', 'marketing', 'preferences', 'saleOfData'] as const, pick) ?? 'marketing'
    return { ...consent, [part]: { ...consent[part], [field]: 'denied' } }
  }),
  onetrust: only('onetrust', (consent, pick) => {
    if (consent === 'invalid') return consent
    const ids = consent.groups.split(',').filter((id) => id !== '')
    if (pick % 3 === 0 && consent.chosen === true) return { ...consent, chosen: null }
    return { ...consent, groups: `,${ids.filter((id) => id !== at(ids, pick)).join(',')},` }
  }),
  gpc: ({ signals, gpp }) => ({ signals: { ...signals, gpc: true }, gpp }),
  tcfInGpp: (one) =>
    one.gpp?.tcString === undefined ? one : withGpp({ ...one, gpp: { ...one.gpp, tcString: refusingTcString } }),
  gpp: (one, pick) => {
    const name = at(Object.keys(one.gpp?.sections ?? {}), pick)
    const fields = one.gpp?.sections[name ?? '']
    if (one.gpp === null || name === undefined || fields === undefined) return one
    const field = at(Object.keys(fields), Math.floor(pick / 3)) ?? 'SaleOptOut'
    const lowered = { ...fields, [field]: field === 'Gpc' ? true : 1 }
    return withGpp({ ...one, gpp: { ...one.gpp, sections: { ...one.gpp.sections, [name]: lowered } } })
  },
}

function only<Name extends keyof Signals>(
  name: Name,
  lower: (sent: NonNullable<Signals[Name]>, pick: number) => Signals[Name],
): Lower {
  return ({ signals, gpp }, pick) => {
    const sent = signals[name]
    return sent === undefined || sent === null
      ? { signals, gpp }
      : { signals: { ...signals, [name]: lower(sent, pick) }, gpp }
  }
}

function lowerPlatform(consent: CmpConsent | 'invalid', pick: number): CmpConsent | 'invalid' {
  if (consent === 'invalid') return consent
  if (pick % 5 === 0 && consent.chosen === true) return { ...consent, chosen: null }
  return { ...consent, categories: lowerValues(consent.categories, pick) }
}

function lowerValues(values: CategoryValues, pick: number): CategoryValues {
  const name = at(Object.keys(values), pick)
  if (name === undefined) return { ...values, marketing: 'denied' }
  const { [name]: value, ...rest } = values
  // Already a refusal, and a firmer one than `denied` before the person was asked.
  if (value === 'invalid') return values
  return pick % 2 === 0 && value === 'granted' ? rest : { ...rest, [name]: 'denied' }
}

function at<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(items.length, 1)]
}
