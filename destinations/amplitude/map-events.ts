import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { filled } from '../json-at.ts'

/** Amplitude has no names of its own but its `$` ones; these are the ecommerce names its charts are mostly built on. */
export const amplitudeEvents: Record<StandardEvent, string> = {
  page: 'Page Viewed',
  view_item_list: 'Product List Viewed',
  view_item: 'Product Viewed',
  search: 'Products Searched',
  add_to_cart: 'Product Added',
  remove_from_cart: 'Product Removed',
  add_to_wishlist: 'Product Added to Wishlist',
  view_cart: 'Cart Viewed',
  begin_checkout: 'Checkout Started',
  add_shipping_info: 'Shipping Info Entered',
  add_payment_info: 'Payment Info Entered',
  purchase: 'Order Completed',
  refund: 'Order Refunded',
  lead: 'Lead Generated',
  sign_up: 'Signed Up',
  login: 'Signed In',
  subscribe: 'Subscribed',
}

const typeMax = 1024

export function amplitudeEventType(event: Event): string | Skip {
  if (event.standard !== null) return amplitudeEvents[event.standard]
  switch (event.type) {
    case 'identify':
      return '$identify'
    case 'page':
      return amplitudeEvents.page
    case 'screen':
      return 'Screen Viewed'
    case 'group':
    case 'alias':
      // A group needs its type and Amplitude's add-on; ids are joined by sending both, not by a call.
      return skip('filtered', `no_${event.type}_at_vendor`)
    case 'track':
      return trackName(event.name)
  }
}

function trackName(name: string | null): string | Skip {
  const sent = filled(name)?.trim().slice(0, typeMax)
  if (sent === undefined) return skip('invalid', 'no_event_name')
  return sent.startsWith('$') ? skip('filtered', 'reserved_event_name') : sent
}
