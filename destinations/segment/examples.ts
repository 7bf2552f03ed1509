import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { SegmentSettings } from './settings.ts'

const allGranted = { analytics: true, advertising: true, personalization: true, functional: true }

function message(fields: JsonObject, context: JsonObject = {}): JsonObject {
  return {
    type: 'track',
    messageId: 'msg-1',
    timestamp: '2026-11-24T10:00:00.000Z',
    userId: 'u-1001',
    anonymousId: 'anon-1',
    context: { consent: { categoryPreferences: allGranted }, ...context },
    ...fields,
  }
}

const shoe = exampleProduct({ brand: 'Fell', position: 1 })
const shoeFields = {
  product_id: 'P-1',
  sku: 'SKU-1',
  name: 'Trail Shoe',
  brand: 'Fell',
  price: 49.95,
  quantity: 1,
  position: 1,
}
const withShoe = { value: 49.95, commerce: exampleCommerce({ products: [shoe] }) } satisfies Partial<DeliverableEvent>
const money = { currency: 'EUR', value: 49.95 }

function ofOne(standard: StandardEvent, event: string): Example<SegmentSettings> {
  return {
    name: `${standard} becomes ${event}, its product at the top`,
    event: { standard, ...withShoe },
    payload: message({ event, properties: { ...money, ...shoeFields } }),
  }
}

function ofList(standard: StandardEvent, event: string): Example<SegmentSettings> {
  return {
    name: `${standard} becomes ${event} with its products`,
    event: { standard, ...withShoe },
    payload: message({ event, properties: { ...money, products: [shoeFields] } }),
  }
}

function bare(standard: StandardEvent, event: string): Example<SegmentSettings> {
  return {
    name: `${standard} becomes ${event} with the sender’s properties`,
    event: { standard, properties: { method: 'form' } },
    payload: message({ event, properties: { method: 'form' } }),
  }
}

const refused = { ...everyPurpose('granted'), advertising: 'denied', personalization: 'unset' } as const

const shown: readonly Example<SegmentSettings>[] = [
  {
    name: 'an order called purchase becomes Order Completed; what the sender said stands, the rest of the spec is added',
    event: {
      standard: 'purchase',
      name: 'purchase',
      vendorEventId: 'purchase.1001',
      value: 54.9,
      properties: { transaction_id: '1001', value: 54.9, items: [{ item_id: 'P-1' }] },
      commerce: exampleCommerce({ orderId: '1001', total: 54.9, tax: 8.77, coupon: 'NOV', products: [shoe] }),
    },
    payload: message({
      messageId: 'purchase.1001',
      event: 'Order Completed',
      properties: {
        order_id: '1001',
        currency: 'EUR',
        total: 54.9,
        tax: 8.77,
        coupon: 'NOV',
        value: 54.9,
        products: [shoeFields],
        transaction_id: '1001',
        items: [{ item_id: 'P-1' }],
      },
    }),
  },
  {
    name: 'a refund becomes Order Refunded',
    event: {
      standard: 'refund',
      vendorEventId: 'refund.1001',
      value: 20,
      commerce: exampleCommerce({ orderId: '1001', total: 20 }),
    },
    payload: message({
      messageId: 'refund.1001',
      event: 'Order Refunded',
      properties: { order_id: '1001', currency: 'EUR', total: 20, value: 20 },
    }),
  },
  {
    name: 'what the person refused, or was not asked for, is told as false',
    event: { standard: 'login', consent: refused, mode: 'limited' },
    payload: message(
      { event: 'Signed In', properties: {} },
      {
        consent: {
          categoryPreferences: { analytics: true, advertising: false, personalization: false, functional: true },
        },
      },
    ),
  },
  {
    name: 'a refused sale closes the advertising category; categories go under the receiver’s names',
    settings: {
      categories: {
        C0002: ['analytics'],
        C0003: ['functional', 'personalization'],
        C0004: ['advertising', 'ad_personalization'],
      },
    },
    event: { standard: 'login', consent: { ...everyPurpose('granted'), sale_or_sharing: 'denied' } },
    payload: message(
      { event: 'Signed In', properties: {} },
      { consent: { categoryPreferences: { C0002: true, C0003: true, C0004: false } } },
    ),
  },
  {
    name: 'a page stays a page; the network only where the workspace wants it',
    settings: { network: true },
    event: {
      type: 'page',
      standard: 'page',
      name: 'Home',
      context: { ...examplePage, direct: true },
      network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    },
    payload: message(
      { type: 'page', name: 'Home', properties: {} },
      { ...examplePage, ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    ),
  },
  ofList('view_item_list', 'Product List Viewed'),
  ofOne('view_item', 'Product Viewed'),
  {
    name: 'a search becomes Products Searched',
    event: { standard: 'search', commerce: exampleCommerce({ currency: null, searchQuery: 'trail' }) },
    payload: message({ event: 'Products Searched', properties: { query: 'trail' } }),
  },
  ofOne('add_to_cart', 'Product Added'),
  ofOne('remove_from_cart', 'Product Removed'),
  ofOne('add_to_wishlist', 'Product Added to Wishlist'),
  ofList('view_cart', 'Cart Viewed'),
  ofList('begin_checkout', 'Checkout Started'),
  ofList('add_shipping_info', 'Shipping Info Entered'),
  ofList('add_payment_info', 'Payment Info Entered'),
  bare('lead', 'Lead Generated'),
  bare('sign_up', 'Signed Up'),
  bare('subscribe', 'Subscribed'),
  {
    name: 'an event that means nothing to a shop goes as it came, with the tools it names',
    event: { standard: null, name: 'Song Played', integrations: { All: false, Mixpanel: true } },
    payload: message({ event: 'Song Played', properties: {}, integrations: { All: false, Mixpanel: true } }),
  },
  {
    name: 'a screen has its name',
    event: { type: 'screen', standard: null, name: 'Basket' },
    payload: message({ type: 'screen', name: 'Basket', properties: {} }),
  },
  {
    name: 'an identify call has its traits',
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold' } },
    payload: message({ type: 'identify', traits: { plan: 'gold' } }),
  },
  {
    name: 'a group call has its group',
    event: { type: 'group', standard: null, name: null, groupId: 'g-1', traits: { size: 20 } },
    payload: message({ type: 'group', groupId: 'g-1', traits: { size: 20 } }),
  },
  {
    name: 'an alias call has both ids',
    event: { type: 'alias', standard: null, name: null, previousId: 'anon-0' },
    payload: message({ type: 'alias', previousId: 'anon-0' }),
  },
  {
    name: 'an alias without the new id would be dropped in silence',
    event: { type: 'alias', standard: null, name: null, userId: null, previousId: 'anon-0' },
    payload: skip('invalid', 'alias_without_both_ids'),
  },
  {
    name: 'a message of nobody would be dropped in silence',
    event: { userId: null, anonymousId: ' ' },
    payload: skip('invalid', 'no_user_or_anonymous_id'),
  },
]

/** Every setting has a default. */
export const examples: readonly Example<SegmentSettings>[] = shown.map((one) => ({ settings: {}, ...one }))
