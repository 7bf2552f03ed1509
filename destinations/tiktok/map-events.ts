import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import type { TikTokSettings } from './settings.ts'

/** `custom`: TikTok has no standard event, a name of ours is sent when the settings want custom events. */
type Mapping = { classic: string; renamed?: string } | { custom: string } | { drop: string }

/**
 * TikTok's standard events (reference 4, "Events"). A list is no ViewContent: that would be counted as interest in each of
 * its products. Peers also map an order to PlaceAnOrder and a checkout step to CompletePayment; that is not TikTok's meaning.
 */
export const tikTokEvents: Record<StandardEvent, Mapping> = {
  page: { classic: 'Pageview' },
  view_item_list: { custom: 'ViewProductList' },
  view_item: { classic: 'ViewContent' },
  search: { classic: 'Search' },
  add_to_cart: { classic: 'AddToCart' },
  remove_from_cart: { custom: 'RemoveFromCart' },
  add_to_wishlist: { classic: 'AddToWishlist' },
  view_cart: { custom: 'ViewCart' },
  begin_checkout: { classic: 'InitiateCheckout' },
  add_shipping_info: { custom: 'AddShippingInfo' },
  add_payment_info: { classic: 'AddPaymentInfo' },
  purchase: { classic: 'CompletePayment', renamed: 'Purchase' },
  refund: { drop: 'no_refund_at_vendor' },
  lead: { classic: 'SubmitForm', renamed: 'Lead' },
  sign_up: { classic: 'CompleteRegistration' },
  login: { custom: 'Login' },
  subscribe: { custom: 'Subscribe' },
}

export function tikTokEventName(event: Event, settings: TikTokSettings): string | Skip {
  if (event.standard === null) return customName(event, settings)
  const mapping = tikTokEvents[event.standard]
  if ('drop' in mapping) return skip('filtered', mapping.drop)
  if ('custom' in mapping)
    return settings.customEvents ? mapping.custom : skip('filtered', 'no_standard_event_at_vendor')
  return settings.eventNames === 'renamed' ? (mapping.renamed ?? mapping.classic) : mapping.classic
}

function customName(event: Event, settings: TikTokSettings): string | Skip {
  if (event.type === 'page') return 'Pageview'
  // An app's events go to an app's event source, which is another id and another form.
  if (event.type !== 'track') return skip('filtered', `no_${event.type}_at_vendor`)
  const name = event.name?.trim() ?? ''
  if (name === '') return skip('invalid', 'no_event_name')
  return settings.customEvents ? name : skip('filtered', 'event_not_mapped')
}
