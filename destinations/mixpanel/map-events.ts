import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { filled } from '../json-at.ts'

/** Mixpanel has no shop events of its own; its templates and the warehouses beside it know the ecommerce spec's names. */
export const mixpanelEvents: Record<Exclude<StandardEvent, 'refund'>, string> = {
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
  lead: 'Lead Generated',
  sign_up: 'Sign Up',
  login: 'Log In',
  subscribe: 'Subscription Started',
}

const nameBytesMax = 255

export function mixpanelEvent(event: Event, { refunds }: { refunds: boolean }): string | Skip {
  const { standard, type } = event
  // Reference 18.9: Mixpanel subtracts nothing, so a refund is only an event that the admin wants to see.
  if (standard === 'refund') return refunds ? 'Order Refunded' : skip('filtered', 'no_refund_at_vendor')
  if (standard !== null) return mixpanelEvents[standard]
  switch (type) {
    case 'page':
      return mixpanelEvents.page
    case 'screen':
      return 'Screen Viewed'
    case 'track':
      return trackName(event.name)
    case 'identify':
    case 'group':
    case 'alias':
      // Groups need their key defined in the project; a merge cannot be undone, and both ids on an event make it anyway.
      return skip('filtered', `no_${type}_event`)
  }
}

function trackName(name: string | null): string | Skip {
  const sent = filled(name)?.trim()
  if (sent === undefined) return skip('invalid', 'no_event_name')
  if (sent.startsWith('$')) return skip('filtered', 'reserved_event_name')
  return Buffer.byteLength(sent) > nameBytesMax ? skip('invalid', 'event_name_too_long') : sent
}
