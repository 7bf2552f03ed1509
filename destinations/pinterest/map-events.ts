import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { textAt } from '../json-at.ts'
import type { PinterestSettings } from './settings.ts'

/** `custom`: Pinterest has one name for all it has no name for. */
type Mapping = { name: string } | 'custom' | { drop: string }

/** Reference 5, "Events". Pinterest calls an order `checkout` and a started checkout `initiate_checkout`. */
export const pinterestEvents: Record<StandardEvent, Mapping> = {
  page: { name: 'page_visit' },
  view_item_list: { name: 'view_category' },
  view_item: { name: 'view_content' },
  search: { name: 'search' },
  add_to_cart: { name: 'add_to_cart' },
  remove_from_cart: 'custom',
  add_to_wishlist: { name: 'add_to_wishlist' },
  view_cart: 'custom',
  begin_checkout: { name: 'initiate_checkout' },
  add_shipping_info: 'custom',
  add_payment_info: { name: 'add_payment_info' },
  purchase: { name: 'checkout' },
  refund: { drop: 'no_refund_at_vendor' },
  lead: { name: 'lead' },
  sign_up: { name: 'signup' },
  login: 'custom',
  subscribe: 'custom',
}

export function pinterestEventName(event: Event, { customEvents }: PinterestSettings): string | Skip {
  if (event.type === 'page') return pageName(event)
  if (event.standard === null) return unnamed(event, customEvents)
  const mapping = pinterestEvents[event.standard]
  if (mapping === 'custom') return customEvents ? 'custom' : skip('filtered', 'no_standard_event_at_vendor')
  return 'drop' in mapping ? skip('filtered', mapping.drop) : mapping.name
}

/** A page that says its category is a category's page. */
function pageName({ properties }: Event): string {
  return textAt(properties, 'category') === undefined ? 'page_visit' : 'view_category'
}

function unnamed({ type, name }: Event, customEvents: boolean): string | Skip {
  if (type !== 'track') return skip('filtered', `no_${type}_at_vendor`)
  if ((name?.trim() ?? '') === '') return skip('invalid', 'no_event_name')
  return customEvents ? 'custom' : skip('filtered', 'event_not_mapped')
}
