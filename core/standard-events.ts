import type { EventType, StandardEvent } from './event.ts'

/** Names of Segment's ecommerce spec (v2, then v1), of GA4 and of Meta. What is not here stays a custom event. */
const names: Record<StandardEvent, readonly string[]> = {
  page: ['page', 'Page Viewed', 'Viewed Page', 'page_view', 'PageView'],
  view_item_list: ['Product List Viewed', 'Viewed Product Category', 'Viewed Product List', 'view_item_list'],
  view_item: ['Product Viewed', 'Viewed Product', 'view_item', 'ViewContent'],
  search: ['Products Searched', 'Searched Products', 'search', 'view_search_results'],
  add_to_cart: ['Product Added', 'Added Product', 'add_to_cart', 'AddToCart'],
  remove_from_cart: ['Product Removed', 'Removed Product', 'remove_from_cart'],
  add_to_wishlist: ['Product Added to Wishlist', 'add_to_wishlist', 'AddToWishlist'],
  view_cart: ['Cart Viewed', 'Viewed Cart', 'view_cart'],
  begin_checkout: ['Checkout Started', 'Started Checkout', 'begin_checkout', 'InitiateCheckout'],
  add_shipping_info: ['Shipping Info Entered', 'add_shipping_info'],
  add_payment_info: ['Payment Info Entered', 'add_payment_info', 'AddPaymentInfo'],
  purchase: ['Order Completed', 'Completed Order', 'purchase'],
  refund: ['Order Refunded', 'Refunded Order', 'refund'],
  lead: ['Lead', 'Lead Generated', 'generate_lead'],
  sign_up: ['Signed Up', 'sign_up', 'CompleteRegistration'],
  login: ['Signed In', 'Logged In', 'login'],
  subscribe: ['Subscribe', 'Subscribed'],
}

const byPlainName: ReadonlyMap<string, StandardEvent> = new Map(
  Object.entries(names).flatMap(([standard, aliases]) =>
    aliases.map((alias) => [plainName(alias), standard as StandardEvent] as const),
  ),
)

/** What a shop event means, whatever the sender called it. Case, spaces, `_` and `-` make no difference. */
export function standardEventFor(type: EventType, name: string | null): StandardEvent | null {
  if (type === 'page') return 'page'
  if (type !== 'track' || name === null) return null
  return byPlainName.get(plainName(name)) ?? null
}

/** Segment's event for a changed consent: worth storing, nothing an ad vendor should hear of (consent.md case 18). */
export function isConsentUpdate(type: EventType, name: string | null): boolean {
  return type === 'track' && name !== null && consentUpdates.has(plainName(name))
}

const consentUpdates: ReadonlySet<string> = new Set(['segmentconsentpreferenceupdated', 'consentpreferenceupdated'])

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}
