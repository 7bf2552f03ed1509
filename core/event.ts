import { z } from 'zod'
import type { JsonObject } from './json.ts'

export const eventTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const
export const EventType = z.enum(eventTypes)
export type EventType = z.infer<typeof EventType>

/**
 * What a shop event means, whatever the sender called it. The strings are also the event key of the
 * vendor event id (`purchase.1001`), which the page makes without us: never rename one.
 */
export const standardEvents = [
  'page',
  'view_item_list',
  'view_item',
  'search',
  'add_to_cart',
  'remove_from_cart',
  'add_to_wishlist',
  'view_cart',
  'begin_checkout',
  'add_shipping_info',
  'add_payment_info',
  'purchase',
  'refund',
  'lead',
  'sign_up',
  'login',
  'subscribe',
] as const
export const StandardEvent = z.enum(standardEvents)
export type StandardEvent = z.infer<typeof StandardEvent>

export interface Product {
  productId: string | null
  sku: string | null
  name: string | null
  brand: string | null
  category: string | null
  variant: string | null
  coupon: string | null
  /** Unit price, in the event's currency. */
  price: number | null
  quantity: number
  position: number | null
  url: string | null
}

/** Money in major units of `currency`, as the shop sent it. What a vendor's `value` is made of is the route's setting: see order-value.ts. */
export interface Commerce {
  orderId: string | null
  /** ISO 4217, upper case. */
  currency: string | null
  /** What the person paid: tax and shipping included, discount taken off. */
  total: number | null
  /** `value` when the event sends only that. */
  value: number | null
  tax: number | null
  shipping: number | null
  discount: number | null
  coupon: string | null
  affiliation: string | null
  searchQuery: string | null
  listId: string | null
  listName: string | null
  shippingMethod: string | null
  paymentMethod: string | null
  products: Product[]
}

/** Click and browser ids a vendor matches on. Case is kept: several vendors' ids are case-sensitive. */
export const clickIdNames = [
  'fbclid',
  'fbc',
  'fbp',
  'gclid',
  'gbraid',
  'wbraid',
  'ttclid',
  'ttp',
  'epik',
  'sc_click_id',
  'rdt_cid',
  'li_fat_id',
  'msclkid',
  'twclid',
  'ga_client_id',
  'ga_session_id',
] as const
export type ClickIdName = (typeof clickIdNames)[number]
export type ClickIds = Partial<Record<ClickIdName, string>>

/** The person's law. Resolved once at the first hop; never from the workspace's region. */
export interface Jurisdiction {
  /** ISO 3166-1 alpha-2, upper case; null = unknown. */
  country: string | null
  /** Subdivision without the country (`CA`), upper case; only for US and CA. */
  region: string | null
  source: 'geo_header' | 'event_location' | 'order_address' | 'source_setting' | 'unknown'
}

/** An event after normalising: it holds no raw personal field (design 5). This is what is stored. */
export interface Event {
  eventId: string
  workspaceId: string
  sourceId: string
  messageId: string
  /** The id a vendor deduplicates on: the same in the page, every retry and every replay. */
  vendorEventId: string
  type: EventType
  /** `event` of a track call, `name` of a page or screen. */
  name: string | null
  standard: StandardEvent | null
  /** ISO 8601 UTC with milliseconds. */
  occurredAt: string
  receivedAt: string
  userId: string | null
  anonymousId: string | null
  previousId: string | null
  groupId: string | null
  /** As sent, scrubbed; unknown properties are kept. */
  properties: JsonObject
  /** Traits that name no person (plan, company size …). */
  traits: JsonObject
  /** Without ip, userAgent, traits, consent and location. */
  context: JsonObject
  commerce: Commerce | null
  clickIds: ClickIds
  jurisdiction: Jurisdiction
  /** `integrations` as sent: `false` blocks, `true` grants nothing. */
  integrations: Record<string, boolean>
  /** A test order; filtered by default. */
  test: boolean
  /** A known bot; filtered by default. */
  bot: boolean
  /** Paths where the scrubber acted. */
  scrubbed: string[]
}

/** Rests apart from the event and for 30 days only (`event_network`). */
export interface Network {
  ip: string | null
  userAgent: string | null
}
