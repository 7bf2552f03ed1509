import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { MixpanelSettings } from './settings.ts'

const ids = { distinct_id: 'u-1001', $user_id: 'u-1001', $device_id: 'anon-1' }
const stamp = { time: 1795514400000, $insert_id: 'msg-1', event_id: 'msg-1' }

function sent(event: string, properties: JsonObject = {}): JsonObject {
  return { event, properties: { ...ids, ...stamp, ...properties } }
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

function ofOne(standard: StandardEvent, event: string): Example<MixpanelSettings> {
  return {
    name: `${standard} becomes ${event}, its product at the top`,
    event: { standard, ...withShoe },
    payload: sent(event, { ...money, ...shoeFields }),
  }
}

function ofList(standard: StandardEvent, event: string): Example<MixpanelSettings> {
  return {
    name: `${standard} becomes ${event} with its products`,
    event: { standard, ...withShoe },
    payload: sent(event, { ...money, products: [shoeFields] }),
  }
}

function bare(standard: StandardEvent, event: string): Example<MixpanelSettings> {
  return {
    name: `${standard} becomes ${event} with the sender’s properties`,
    event: { standard, properties: { method: 'form', $reserved: 1, ip: '203.0.113.7' } },
    payload: sent(event, { method: 'form' }),
  }
}

const shown: readonly Example<MixpanelSettings>[] = [
  {
    name: 'an order’s id is no $insert_id, so its digest is',
    event: {
      standard: 'purchase',
      vendorEventId: 'purchase.1001',
      value: 54.9,
      commerce: exampleCommerce({ orderId: '1001', total: 54.9, tax: 8.77, shipping: 4.95, coupon: 'NOV' }),
    },
    payload: sent('Order Completed', {
      order_id: '1001',
      currency: 'EUR',
      total: 54.9,
      tax: 8.77,
      shipping: 4.95,
      coupon: 'NOV',
      value: 54.9,
      // printf purchase.1001 | sha256sum, 36 characters
      $insert_id: '502dfb83e168d02dce9abc57fb2376c447b9',
      event_id: 'purchase.1001',
    }),
  },
  {
    name: 'a refund is not sent',
    event: { standard: 'refund', vendorEventId: 'refund.1001', commerce: exampleCommerce({ orderId: '1001' }) },
    payload: skip('filtered', 'no_refund_at_vendor'),
  },
  {
    name: 'a page becomes Page Viewed; the address only where the workspace wants it',
    settings: { network: true },
    event: {
      type: 'page',
      standard: 'page',
      name: 'Home',
      context: examplePage,
      network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    },
    payload: sent('Page Viewed', {
      $current_url: 'https://shop.example/p/1',
      $referrer: 'https://search.example/',
      page_title: 'Trail Shoe',
      page_name: 'Home',
      ip: '203.0.113.7',
    }),
  },
  ofList('view_item_list', 'Product List Viewed'),
  ofOne('view_item', 'Product Viewed'),
  {
    name: 'a search becomes Products Searched',
    event: { standard: 'search', commerce: exampleCommerce({ currency: null, searchQuery: 'trail' }) },
    payload: sent('Products Searched', { query: 'trail' }),
  },
  ofOne('add_to_cart', 'Product Added'),
  ofOne('remove_from_cart', 'Product Removed'),
  ofOne('add_to_wishlist', 'Product Added to Wishlist'),
  ofList('view_cart', 'Cart Viewed'),
  ofList('begin_checkout', 'Checkout Started'),
  ofList('add_shipping_info', 'Shipping Info Entered'),
  ofList('add_payment_info', 'Payment Info Entered'),
  bare('lead', 'Lead Generated'),
  bare('sign_up', 'Sign Up'),
  bare('login', 'Log In'),
  bare('subscribe', 'Subscription Started'),
  {
    name: 'an app’s screen becomes Screen Viewed with its device',
    event: {
      type: 'screen',
      standard: null,
      name: 'Basket',
      context: { os: { name: 'iOS', version: '19' }, app: { version: '2.1' } },
    },
    payload: sent('Screen Viewed', {
      page_name: 'Basket',
      $os: 'iOS',
      $os_version: '19',
      $app_version_string: '2.1',
    }),
  },
  {
    name: 'who is not logged in is known by the device',
    event: { standard: 'login', userId: null },
    payload: { event: 'Log In', properties: { distinct_id: '$device:anon-1', $device_id: 'anon-1', ...stamp } },
  },
  {
    name: 'a project on the original merge gets one id',
    settings: { idMerge: 'original' },
    event: { standard: 'login', userId: null },
    payload: { event: 'Log In', properties: { distinct_id: 'anon-1', ...stamp } },
  },
  {
    name: 'an identify call sets the listed traits of a profile',
    settings: { profileTraits: ['plan'] },
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold', hidden: 'x' } },
    payload: { $distinct_id: 'u-1001', $set: { plan: 'gold' } },
  },
  {
    name: 'an identify call without a listed trait has nothing to tell',
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold' } },
    payload: skip('filtered', 'no_listed_trait'),
  },
  {
    name: 'a name that is Mixpanel’s own is not sent',
    event: { standard: null, name: '$identify' },
    payload: skip('filtered', 'reserved_event_name'),
  },
  {
    name: 'placeholders name nobody',
    event: { userId: 'null', anonymousId: '00000000-0000-0000-0000-000000000000' },
    payload: skip('invalid', 'no_usable_id'),
  },
]

/** Every setting has a default. */
export const examples: readonly Example<MixpanelSettings>[] = shown.map((one) => ({ settings: {}, ...one }))
