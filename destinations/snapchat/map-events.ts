import { type Skip, skip } from '../../core/decision.ts'
import type { Event, StandardEvent } from '../../core/event.ts'
import type { SnapchatSettings } from './settings.ts'

type Mapping = { name: string } | { drop: string }

const unnamed: Mapping = { drop: 'no_standard_event_at_vendor' }

/** Reference 6, "Events". A lead has no settled name there: as SIGN_UP it would be counted as an account. */
export const snapchatEvents: Record<StandardEvent, Mapping> = {
  page: { name: 'PAGE_VIEW' },
  view_item_list: { name: 'LIST_VIEW' },
  view_item: { name: 'VIEW_CONTENT' },
  search: { name: 'SEARCH' },
  add_to_cart: { name: 'ADD_CART' },
  remove_from_cart: unnamed,
  add_to_wishlist: { name: 'ADD_TO_WISHLIST' },
  view_cart: unnamed,
  begin_checkout: { name: 'START_CHECKOUT' },
  add_shipping_info: unnamed,
  add_payment_info: { name: 'ADD_BILLING' },
  purchase: { name: 'PURCHASE' },
  refund: { drop: 'no_refund_at_vendor' },
  lead: unnamed,
  sign_up: { name: 'SIGN_UP' },
  login: { name: 'LOGIN' },
  subscribe: { name: 'SUBSCRIBE' },
}

export function snapchatEventName(event: Event, settings: SnapchatSettings): string | Skip {
  const mapping = event.standard === null ? null : snapchatEvents[event.standard]
  if (mapping !== null && 'name' in mapping) return mapping.name
  if (event.standard === 'refund') return skip('filtered', 'no_refund_at_vendor')
  const slot = slotOf(event, settings)
  if (slot !== undefined) return slot
  if (mapping !== null) return skip('filtered', mapping.drop)
  return withoutMeaning(event)
}

/** The admin's choice for what Snapchat has no name for. */
function slotOf({ standard, name }: Event, { customEvents }: SnapchatSettings): string | undefined {
  const called = [standard, name].find((one) => one !== null && Object.hasOwn(customEvents, one))
  return called == null ? undefined : customEvents[called]
}

function withoutMeaning({ type, name }: Event): string | Skip {
  if (type === 'page' || type === 'screen') return 'PAGE_VIEW'
  if (type !== 'track') return skip('filtered', `no_${type}_at_vendor`)
  return (name?.trim() ?? '') === '' ? skip('invalid', 'no_event_name') : skip('filtered', 'event_not_mapped')
}
