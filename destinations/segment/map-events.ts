import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { filled } from '../json-at.ts'

/** Segment's ecommerce spec (v2); where it has no name, one in its manner. */
export const specNames: Record<StandardEvent, string> = {
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

/** Of a track call; Segment loses one without a name and says nothing. */
export function eventName({ standard, name }: Event, names: 'spec' | 'sent'): string | Skip {
  const sent = filled(name)
  if (standard !== null && (names === 'spec' || sent === null)) return specNames[standard]
  return sent ?? skip('invalid', 'no_event_name')
}
