import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import { cut, isReservedEvent, limits } from './limits.ts'
import type { Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'

/** GA4's recommended events (reference 2, "Events"). `subscribe` has none and goes as a custom event of that name. */
export const ga4Events: Record<StandardEvent, string> = {
  page: 'page_view',
  view_item_list: 'view_item_list',
  view_item: 'view_item',
  search: 'search',
  add_to_cart: 'add_to_cart',
  remove_from_cart: 'remove_from_cart',
  add_to_wishlist: 'add_to_wishlist',
  view_cart: 'view_cart',
  begin_checkout: 'begin_checkout',
  add_shipping_info: 'add_shipping_info',
  add_payment_info: 'add_payment_info',
  purchase: 'purchase',
  refund: 'refund',
  lead: 'generate_lead',
  sign_up: 'sign_up',
  login: 'login',
  subscribe: 'subscribe',
}

export function ga4EventName(event: Event, settings: Ga4Settings): string | Skip {
  const isApp = isAppStream(settings)
  // `screen_view` is reserved for app streams: there a page counts as a screen, on a web stream a screen as a page.
  if (isView(event)) return isApp ? 'screen_view' : 'page_view'
  if (event.standard !== null) return ga4Events[event.standard]
  if (event.type !== 'track') return skip('filtered', `no_${event.type}_at_vendor`)
  const name = event.name ?? ''
  return isApp && name.trim() === 'screen_view' ? 'screen_view' : customName(name)
}

export function isView({ standard, type }: Event): boolean {
  return standard === 'page' || (standard === null && (type === 'page' || type === 'screen'))
}

/** `Song Played` → `song_played`; letters, digits and underscores, a letter first, at most 40. */
function customName(sent: string): string | Skip {
  if (sent.trim() === '') return skip('invalid', 'no_event_name')
  // Before rewriting: `gtag.js` must not slip through as `gtag_js`.
  if (isReservedEvent(sent)) return skip('filtered', 'reserved_event_name')
  const name = cut(
    sent
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^_+|_+$/g, ''),
    limits.eventNameMax,
  )
  if (!/^[a-z]/.test(name)) return skip('filtered', 'event_name_unusable')
  return isReservedEvent(name) ? skip('filtered', 'reserved_event_name') : name
}
