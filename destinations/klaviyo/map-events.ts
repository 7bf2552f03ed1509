import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'

/** Metric names: Klaviyo's own where it has one (reference 11, "Events"), else in its manner. */
export const klaviyoMetrics: Record<StandardEvent, string> = {
  page: 'Viewed Page',
  view_item_list: 'Viewed Collection',
  view_item: 'Viewed Product',
  search: 'Submitted Search',
  add_to_cart: 'Added to Cart',
  remove_from_cart: 'Removed from Cart',
  add_to_wishlist: 'Added to Wishlist',
  view_cart: 'Viewed Cart',
  begin_checkout: 'Started Checkout',
  add_shipping_info: 'Added Shipping Info',
  add_payment_info: 'Added Payment Info',
  purchase: 'Placed Order',
  refund: 'Refunded Order',
  lead: 'Submitted Lead',
  sign_up: 'Signed Up',
  login: 'Logged In',
  // Not "Subscribed …": Klaviyo's own metrics of that name tell of consent to e-mail, which an event does not give.
  subscribe: 'Started Subscription',
}

export const orderedProduct = 'Ordered Product'

export function klaviyoMetric(event: Event, settings: { customEvents: boolean }): string | Skip {
  if (event.standard !== null) return klaviyoMetrics[event.standard]
  if (event.type !== 'track') return skip('filtered', `no_${event.type}_at_vendor`)
  const name = event.name?.trim() ?? ''
  if (name === '') return skip('invalid', 'no_event_name')
  return settings.customEvents ? name : skip('filtered', 'event_not_mapped')
}
