import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import { type XEvent, type XSettings, xEvents } from './settings.ts'

const events = Object.fromEntries(xEvents.map((event, index) => [event, `ev${10 + index}`]))
const settings = { pixelId: 'o8z6j', events }

const twclid = '23opevjt88Psuo13lu8d020qkn'
const browser = { clickIds: { twclid } } satisfies Partial<DeliverableEvent>

function sent(standard: XEvent, fields: JsonObject = {}): JsonObject {
  return {
    conversion_time: '2026-11-24T10:00:00.000Z',
    event_id: `ev${10 + xEvents.indexOf(standard)}`,
    identifiers: [{ twclid }],
    conversion_id: 'msg-1',
    ...fields,
  }
}

const shoe = { content_id: 'P-1', content_name: 'Trail Shoe', content_price: 49.95, num_items: 1 }
const shoeData = { value: '49.95', price_currency: 'EUR', number_items: 1, contents: [shoe] }

function ofShoe(standard: XEvent, name: string): Example<XSettings> {
  const commerce = exampleCommerce({ products: [exampleProduct()] })
  return { name, settings, event: { ...browser, standard, value: 49.95, commerce }, payload: sent(standard, shoeData) }
}

function plain(standard: XEvent, name: string, event: Partial<DeliverableEvent> = {}): Example<XSettings> {
  return { name, settings, event: { ...browser, standard, ...event }, payload: sent(standard) }
}

const order = {
  ...browser,
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 149.85,
  identity: exampleIdentity,
  network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0 (Macintosh)' },
  commerce: exampleCommerce({ orderId: '1001', total: 149.85, products: [exampleProduct({ quantity: 3 })] }),
} satisfies Partial<DeliverableEvent>

const hashes = [
  { hashed_email: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f' },
  { hashed_phone_number: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30' },
]

const sentOrder = sent('purchase', {
  identifiers: [{ twclid }, ...hashes, { ip_address: '203.0.113.7', user_agent: 'Mozilla/5.0 (Macintosh)' }],
  conversion_id: 'purchase.1001',
  value: '149.85',
  price_currency: 'EUR',
  number_items: 3,
  contents: [{ ...shoe, num_items: 3 }],
})

const standardEvents: Example<XSettings>[] = [
  plain('page', 'a page is the event configured for it', { type: 'page', name: 'Home' }),
  {
    name: 'a product list carries every product and no value',
    settings,
    event: {
      ...browser,
      standard: 'view_item_list',
      commerce: exampleCommerce({
        currency: null,
        products: [exampleProduct(), exampleProduct({ productId: 'P-2', price: null })],
      }),
    },
    payload: sent('view_item_list', {
      number_items: 2,
      contents: [shoe, { content_id: 'P-2', content_name: 'Trail Shoe', num_items: 1 }],
    }),
  },
  ofShoe('view_item', 'a product carries its value as a string and its price as a number'),
  plain('search', 'a search goes without its words', { commerce: exampleCommerce({ searchQuery: 'trail shoes' }) }),
  ofShoe('add_to_cart', 'a product put in the cart'),
  ofShoe('remove_from_cart', 'a product taken out of the cart'),
  ofShoe('add_to_wishlist', 'a product put on the wish list'),
  ofShoe('view_cart', 'a cart'),
  ofShoe('begin_checkout', 'a checkout'),
  ofShoe('add_shipping_info', 'shipping information'),
  ofShoe('add_payment_info', 'payment information'),
  {
    name: 'an order carries click, hashed e-mail and phone, and address with browser beside them',
    settings,
    event: order,
    payload: sentOrder,
  },
  {
    name: 'a refund has no place at X',
    settings,
    event: { ...order, standard: 'refund' },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  {
    name: 'a lead carries its value',
    settings,
    event: { ...browser, standard: 'lead', value: 20, commerce: exampleCommerce() },
    payload: sent('lead', { value: '20', price_currency: 'EUR' }),
  },
  plain('sign_up', 'a sign-up'),
  plain('login', 'a login'),
  plain('subscribe', 'a subscription'),
]

const oddRules: Example<XSettings>[] = [
  {
    name: 'address and browser alone name nobody',
    settings,
    event: { ...order, clickIds: {}, identity: emptyBundle },
    payload: skip('invalid', 'no_match_key'),
  },
  {
    name: 'an IPv6 address stays behind',
    settings,
    event: { ...order, network: { ip: '2001:db8::1', userAgent: null }, identity: emptyBundle },
    payload: { ...sentOrder, identifiers: [{ twclid }] },
  },
  {
    name: 'a value without a currency is left out',
    settings,
    event: { ...browser, standard: 'lead', value: 20, commerce: exampleCommerce({ currency: null }) },
    payload: sent('lead'),
  },
  {
    name: 'a negative value is invalid',
    settings,
    event: { ...order, value: -1 },
    payload: skip('invalid', 'negative_value'),
  },
  {
    name: 'an event that the account does not have is not sent',
    settings: { pixelId: 'o8z6j' },
    event: order,
    payload: skip('filtered', 'no_event_configured'),
  },
  {
    name: 'a custom event is not sent unless a route renames it',
    settings,
    event: { ...browser, standard: null, name: 'Size Guide Opened' },
    payload: skip('filtered', 'event_not_mapped'),
  },
]

export const examples: readonly Example<XSettings>[] = [...standardEvents, ...oddRules]
