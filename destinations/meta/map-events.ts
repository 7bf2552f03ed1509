import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import type { MetaSettings } from './settings.ts'

/** `custom`: Meta has no standard event, a name of ours is sent when the settings want custom events. */
type Mapping = { standard: string } | { custom: string } | { drop: string }

/** Meta's standard events (reference 1, "Events"). A negative Purchase is no refund: it corrupts the value it optimises on. */
export const metaEvents: Record<StandardEvent, Mapping> = {
  page: { standard: 'PageView' },
  view_item_list: { standard: 'ViewContent' },
  view_item: { standard: 'ViewContent' },
  search: { standard: 'Search' },
  add_to_cart: { standard: 'AddToCart' },
  remove_from_cart: { custom: 'RemoveFromCart' },
  add_to_wishlist: { standard: 'AddToWishlist' },
  view_cart: { custom: 'ViewCart' },
  begin_checkout: { standard: 'InitiateCheckout' },
  add_shipping_info: { custom: 'AddShippingInfo' },
  add_payment_info: { standard: 'AddPaymentInfo' },
  purchase: { standard: 'Purchase' },
  refund: { drop: 'no_refund_at_vendor' },
  lead: { standard: 'Lead' },
  sign_up: { standard: 'CompleteRegistration' },
  login: { custom: 'Login' },
  subscribe: { standard: 'Subscribe' },
}

export function metaEventName(event: Event, settings: MetaSettings): string | Skip {
  if (event.standard === null) return customName(event, settings)
  const mapping = metaEvents[event.standard]
  if ('standard' in mapping) return mapping.standard
  if ('drop' in mapping) return skip('filtered', mapping.drop)
  return settings.customEvents ? mapping.custom : skip('filtered', 'no_standard_event_at_vendor')
}

function customName(event: Event, settings: MetaSettings): string | Skip {
  if (event.type === 'page') return 'PageView'
  if (event.type !== 'track') return skip('filtered', `no_${event.type}_at_vendor`)
  const name = event.name?.trim() ?? ''
  if (name === '') return skip('invalid', 'no_event_name')
  return settings.customEvents ? name : skip('filtered', 'event_not_mapped')
}
