import type { SubjectKind } from '../../../core/ids.ts'
import type { Purpose } from '../../../core/purpose.ts'
import type { Outcome, Recipient } from '../outcomes.ts'

export const purposeTitles: Record<Purpose, string> = {
  analytics: 'Analytics',
  advertising: 'Advertising',
  ad_personalization: 'Personalised advertising',
  personalization: 'Personalisation of the site',
  functional: 'Functions of the site',
  sale_or_sharing: 'Sale or sharing of data',
}

const kindTitles: Record<SubjectKind, string> = {
  user_id: 'a customer number',
  anonymous_id: 'a device number',
  email: 'an e-mail address',
  phone: 'a phone number',
  order_id: 'an order number',
  cart_token: 'a cart',
  checkout_token: 'a checkout',
}

const places: Record<NonNullable<Recipient['processesIn']>, string> = {
  us: 'United States',
  eu: 'European Union',
  global: 'worldwide',
  customer: 'where the shop says',
}

export function knownByText(kinds: readonly SubjectKind[]): string {
  return listed([...new Set(kinds)].map((kind) => kindTitles[kind]))
}

export function purposeList(purposes: readonly Purpose[]): string {
  return listed(purposes.map((purpose) => purposeTitles[purpose].toLowerCase()))
}

export function placeText(place: Recipient['processesIn']): string {
  return place === null ? 'not known any more' : places[place]
}

/** "a, b and c" */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'UTC' })

/** A day alone where no more is kept. */
export function momentText(iso: string): string {
  const at = new Date(iso)
  return iso.length === 10 ? day.format(at) : `${day.format(at)}, ${time.format(at)}`
}

export function dayOf(iso: string): string {
  return day.format(new Date(iso))
}

const states: Record<string, string> = {
  delivered: 'Sent',
  denied: 'Refused',
  suppressed: 'Refused',
  cancelled: 'Cancelled',
  expired: 'Too old',
  invalid: 'Not usable',
  filtered: 'Not routed',
  dead: 'Failed',
  queued: 'Waiting',
  leased: 'Waiting',
  held: 'Held',
}

export function stateText({ state, mode }: Pick<Outcome, 'state' | 'mode'>): string {
  const text = states[state] ?? state
  return state === 'delivered' && mode === 'limited' ? `${text}, restricted` : text
}
