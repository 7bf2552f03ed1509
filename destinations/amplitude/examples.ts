import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { AmplitudeSettings } from './settings.ts'

function sent(eventType: string, fields: JsonObject = {}, id = 'msg-1'): JsonObject {
  return {
    event_type: eventType,
    user_id: 'u-1001',
    device_id: 'anon-1',
    insert_id: `${id}:${eventType}`,
    time: 1795514400000,
    ...fields,
  }
}

const commerce = exampleCommerce({ products: [exampleProduct({ brand: 'Fell', position: 1 })] })
const shoeProperties = {
  value: 49.95,
  currency: 'EUR',
  products: [
    { product_id: 'P-1', sku: 'SKU-1', name: 'Trail Shoe', brand: 'Fell', price: 49.95, quantity: 1, position: 1 },
  ],
}

function ofBasket(standard: StandardEvent, eventType: string): Example<AmplitudeSettings> {
  return {
    name: `${standard} becomes ${eventType} without revenue`,
    event: { standard, commerce, value: 49.95 },
    payload: sent(eventType, { event_properties: shoeProperties }),
  }
}

function bare(standard: StandardEvent, eventType: string): Example<AmplitudeSettings> {
  return {
    name: `${standard} becomes ${eventType} with the sender’s properties`,
    event: { standard, properties: { method: 'form' } },
    payload: sent(eventType, { event_properties: { method: 'form' } }),
  }
}

const order = {
  standard: 'purchase',
  vendorEventId: 'purchase.1001',
  value: 54.9,
  commerce: exampleCommerce({ orderId: '1001', total: 54.9, tax: 8.77, shipping: 4.95, coupon: 'NOV' }),
} satisfies Partial<DeliverableEvent>
const orderProperties = { order_id: '1001', value: 54.9, currency: 'EUR', tax: 8.77, shipping: 4.95, coupon: 'NOV' }

const app = {
  device: { type: 'ios', advertisingId: 'AD-1', adTrackingEnabled: true },
  os: { name: 'iOS', version: '19' },
  app: { version: '2.1' },
  locale: 'de-DE',
}
const appFields = { platform: 'ios', app_version: '2.1', os_name: 'iOS', os_version: '19', language: 'de-DE' }

const shown: readonly Example<AmplitudeSettings>[] = [
  {
    name: 'an order has its revenue',
    event: order,
    payload: sent(
      'Order Completed',
      { event_properties: orderProperties, revenue: 54.9, revenue_type: 'purchase', currency: 'EUR' },
      'purchase.1001',
    ),
  },
  {
    name: 'a refund has negative revenue',
    event: {
      standard: 'refund',
      vendorEventId: 'refund.1001',
      value: 20,
      commerce: exampleCommerce({ orderId: '1001', total: 20 }),
    },
    payload: sent(
      'Order Refunded',
      {
        event_properties: { order_id: '1001', value: 20, currency: 'EUR' },
        revenue: -20,
        revenue_type: 'refund',
        currency: 'EUR',
      },
      'refund.1001',
    ),
  },
  {
    name: 'a page becomes Page Viewed on the web; the network only where the workspace wants it',
    settings: { network: true },
    event: {
      type: 'page',
      standard: 'page',
      name: 'Home',
      context: examplePage,
      network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
    },
    payload: sent('Page Viewed', {
      event_properties: {
        page_url: 'https://shop.example/p/1',
        page_title: 'Trail Shoe',
        page_referrer: 'https://search.example/',
        page_name: 'Home',
      },
      platform: 'Web',
      ip: '203.0.113.7',
      user_agent: 'Mozilla/5.0',
    }),
  },
  ofBasket('view_item_list', 'Product List Viewed'),
  ofBasket('view_item', 'Product Viewed'),
  {
    name: 'a search becomes Products Searched',
    event: { standard: 'search', commerce: exampleCommerce({ currency: null, searchQuery: 'trail' }) },
    payload: sent('Products Searched', { event_properties: { query: 'trail' } }),
  },
  ofBasket('add_to_cart', 'Product Added'),
  ofBasket('remove_from_cart', 'Product Removed'),
  ofBasket('add_to_wishlist', 'Product Added to Wishlist'),
  ofBasket('view_cart', 'Cart Viewed'),
  ofBasket('begin_checkout', 'Checkout Started'),
  ofBasket('add_shipping_info', 'Shipping Info Entered'),
  ofBasket('add_payment_info', 'Payment Info Entered'),
  bare('lead', 'Lead Generated'),
  bare('sign_up', 'Signed Up'),
  bare('login', 'Signed In'),
  bare('subscribe', 'Subscribed'),
  {
    name: 'an app’s screen has its device; the advertising id only with advertising granted',
    event: { type: 'screen', standard: null, name: 'Basket', context: app },
    payload: sent('Screen Viewed', { event_properties: { page_name: 'Basket' }, ...appFields, idfa: 'AD-1' }),
  },
  {
    name: 'without advertising there is no advertising id',
    event: {
      type: 'screen',
      standard: null,
      name: 'Basket',
      context: { ...app, device: { ...app.device, type: 'android' } },
      consent: { ...everyPurpose('granted'), advertising: 'denied' },
    },
    payload: sent('Screen Viewed', { event_properties: { page_name: 'Basket' }, ...appFields, platform: 'android' }),
  },
  {
    name: 'an Android app’s advertising id has its own field',
    event: {
      type: 'screen',
      standard: null,
      name: 'Basket',
      context: { ...app, device: { ...app.device, type: 'android' } },
    },
    payload: sent('Screen Viewed', {
      event_properties: { page_name: 'Basket' },
      ...appFields,
      platform: 'android',
      adid: 'AD-1',
    }),
  },
  {
    name: 'an identify call sets the listed traits',
    settings: { userProperties: ['plan'] },
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold', hidden: 'x' } },
    payload: sent('$identify', { user_properties: { plan: 'gold' } }),
  },
  {
    name: 'a name that is Amplitude’s own is not sent',
    event: { standard: null, name: '$exposure' },
    payload: skip('filtered', 'reserved_event_name'),
  },
  {
    name: 'a group call is not sent',
    event: { type: 'group', standard: null, name: null, groupId: 'g-1' },
    payload: skip('filtered', 'no_group_at_vendor'),
  },
  {
    name: 'an alias call is not sent',
    event: { type: 'alias', standard: null, name: null },
    payload: skip('filtered', 'no_alias_at_vendor'),
  },
  {
    name: 'ids that Amplitude would refuse name nobody',
    event: { userId: 'u-1', anonymousId: 'anonymous' },
    payload: skip('invalid', 'no_id_long_enough'),
  },
]

/** Every setting has a default. */
export const examples: readonly Example<AmplitudeSettings>[] = shown.map((one) => ({ settings: {}, ...one }))
