import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { filled } from '../json-at.ts'

/** `$…` are PostHog's own; the shop's are the ecommerce spec's, which its templates are written for. */
export const postHogEvents: Record<Exclude<StandardEvent, 'refund'>, string> = {
  page: '$pageview',
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
  sign_up: 'user signed up',
  login: 'user logged in',
  subscribe: 'subscription started',
}

const nameLengthMax = 200

export function postHogEvent(event: Event, { refunds }: { refunds: boolean }): string | Skip {
  const { standard, type, name } = event
  // Reference 18.9: PostHog subtracts nothing, so a refund is only an event that the admin wants to see.
  if (standard === 'refund') return refunds ? 'Order Refunded' : skip('filtered', 'no_refund_at_vendor')
  if (standard !== null) return postHogEvents[standard]
  switch (type) {
    case 'page':
      return '$pageview'
    case 'screen':
      return '$screen'
    case 'identify':
      return '$identify'
    case 'track':
      return trackName(name)
    case 'group':
    case 'alias':
      // A group needs its type; an alias joins people for good, and identify does it where both ids are known.
      return skip('filtered', `${type}_not_sent`)
  }
}

function trackName(name: string | null): string | Skip {
  const sent = filled(name)?.trim().slice(0, nameLengthMax)
  if (sent === undefined) return skip('invalid', 'no_event_name')
  return sent.startsWith('$') ? skip('filtered', 'reserved_event_name') : sent
}
