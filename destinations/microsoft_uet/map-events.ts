import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { textAt } from '../json-at.ts'
import type { MicrosoftUetSettings } from './settings.ts'

export const pageTypes = ['home', 'product', 'category', 'searchresults', 'cart', 'purchase', 'other'] as const
type PageType = (typeof pageTypes)[number]

export interface UetEvent {
  eventType: 'pageLoad' | 'custom'
  eventName?: string
  pageType?: PageType
}

/** A goal of the account listens for an event's name: any name counts, these are the ones Microsoft's own tag uses. */
export const uetEvents: Record<StandardEvent, UetEvent | { drop: string }> = {
  page: { eventType: 'pageLoad' },
  view_item_list: custom('view_item_list', 'category'),
  view_item: custom('view_item', 'product'),
  search: custom('search', 'searchresults'),
  add_to_cart: custom('add_to_cart'),
  remove_from_cart: custom('remove_from_cart'),
  add_to_wishlist: custom('add_to_wishlist'),
  view_cart: custom('view_cart', 'cart'),
  begin_checkout: custom('begin_checkout'),
  add_shipping_info: custom('add_shipping_info'),
  add_payment_info: custom('add_payment_info'),
  purchase: custom('purchase', 'purchase'),
  refund: { drop: 'no_refund_at_vendor' },
  lead: custom('generate_lead'),
  sign_up: custom('sign_up'),
  login: custom('login'),
  subscribe: custom('subscribe'),
}

export function uetEventOf(event: Event, settings: MicrosoftUetSettings): UetEvent | Skip {
  if (event.standard === 'page' || (event.standard === null && event.type === 'page')) return pageLoad(event)
  if (event.standard === null) return ownEvent(event, settings)
  const mapped = uetEvents[event.standard]
  return 'drop' in mapped ? skip('filtered', mapped.drop) : mapped
}

function pageLoad({ properties }: Event): UetEvent {
  const stated = textAt(properties, 'page_type')
  const pageType = pageTypes.find((known) => known === stated)
  return { eventType: 'pageLoad', ...(pageType !== undefined && { pageType }) }
}

function ownEvent({ type, name }: Event, { customEvents }: MicrosoftUetSettings): UetEvent | Skip {
  if (type !== 'track') return skip('filtered', `no_${type}_at_vendor`)
  const eventName = name?.trim() ?? ''
  if (eventName === '') return skip('invalid', 'no_event_name')
  return customEvents ? { eventType: 'custom', eventName } : skip('filtered', 'event_not_mapped')
}

function custom(eventName: string, pageType?: PageType): UetEvent {
  return { eventType: 'custom', eventName, ...(pageType !== undefined && { pageType }) }
}
