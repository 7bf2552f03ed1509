import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { RedditSettings } from './settings.ts'

type Mapping = { type: string } | { custom: string } | { drop: string }

/** Reddit's tracking types of v3 (reference 7, "Type names"). A custom one is sent when the settings want it. */
export const redditTypes: Record<StandardEvent, Mapping> = {
  page: { type: 'PAGE_VISIT' },
  view_item_list: { type: 'VIEW_CONTENT' },
  view_item: { type: 'VIEW_CONTENT' },
  search: { type: 'SEARCH' },
  add_to_cart: { type: 'ADD_TO_CART' },
  remove_from_cart: { custom: 'RemoveFromCart' },
  add_to_wishlist: { type: 'ADD_TO_WISHLIST' },
  view_cart: { custom: 'ViewCart' },
  begin_checkout: { custom: 'CheckoutStarted' },
  add_shipping_info: { custom: 'AddShippingInfo' },
  add_payment_info: { custom: 'AddPaymentInfo' },
  purchase: { type: 'PURCHASE' },
  refund: { drop: 'no_refund_at_vendor' },
  lead: { type: 'LEAD' },
  sign_up: { type: 'SIGN_UP' },
  login: { custom: 'Login' },
  subscribe: { custom: 'Subscribe' },
}

export interface RedditType extends JsonObject {
  tracking_type: string
}

export function redditTypeOf(event: Event, settings: RedditSettings): RedditType | Skip {
  if (event.standard === null) return otherType(event, settings)
  const mapping = redditTypes[event.standard]
  if ('type' in mapping) return { tracking_type: mapping.type }
  if ('drop' in mapping) return skip('filtered', mapping.drop)
  return settings.customEvents ? customType(mapping.custom) : skip('filtered', 'no_standard_event_at_vendor')
}

function otherType(event: Event, settings: RedditSettings): RedditType | Skip {
  if (event.type === 'page' || event.type === 'screen') return { tracking_type: 'PAGE_VISIT' }
  if (event.type !== 'track') return skip('filtered', `no_${event.type}_at_vendor`)
  const name = event.name?.trim() ?? ''
  if (name === '') return skip('invalid', 'no_event_name')
  if (!settings.customEvents) return skip('filtered', 'event_not_mapped')
  return name.length > customNameMax ? skip('invalid', 'event_name_too_long') : customType(name)
}

/** S fields. */
const customNameMax = 64

function customType(name: string): RedditType {
  return { tracking_type: 'CUSTOM', custom_event_name: name }
}
