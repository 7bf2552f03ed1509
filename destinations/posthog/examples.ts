import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { PostHogSettings } from './settings.ts'

/** Event ids that are UUIDs go as they are, so that the examples show no digest but one. */
const uuid = '3f6c1e0a-9d2b-4c57-8a41-5be0d7c9f213'
const time = '2026-11-24T10:00:00.000Z'

function sent(event: string, properties: JsonObject = {}, fields: JsonObject = {}): JsonObject {
  return {
    event,
    distinct_id: 'u-1001',
    uuid,
    timestamp: time,
    properties: { $process_person_profile: true, $geoip_disable: true, event_id: uuid, ...properties },
    ...fields,
  }
}

function example(
  name: string,
  event: Partial<DeliverableEvent>,
  payload: Example<PostHogSettings>['payload'],
): Example<PostHogSettings> {
  return { name, settings: {}, event: { vendorEventId: uuid, ...event }, payload }
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

const ofOne = (standard: StandardEvent, event: string) =>
  example(
    `${standard} becomes ${event}, its product at the top`,
    { standard, ...withShoe },
    sent(event, { ...money, ...shoeFields }),
  )

const ofList = (standard: StandardEvent, event: string) =>
  example(
    `${standard} becomes ${event} with its products`,
    { standard, ...withShoe },
    sent(event, { ...money, products: [shoeFields] }),
  )

const bare = (standard: StandardEvent, event: string) =>
  example(
    `${standard} becomes ${event} with the sender’s properties`,
    { standard, properties: { method: 'form', $set: { role: 'admin' } } },
    sent(event, { method: 'form' }),
  )

export const examples: readonly Example<PostHogSettings>[] = [
  example(
    'an order’s id is hashed into a uuid',
    {
      standard: 'purchase',
      vendorEventId: 'purchase.1001',
      value: 54.9,
      commerce: exampleCommerce({ orderId: '1001', total: 54.9, tax: 8.77, coupon: 'NOV' }),
    },
    sent(
      'Order Completed',
      {
        order_id: '1001',
        currency: 'EUR',
        total: 54.9,
        tax: 8.77,
        coupon: 'NOV',
        value: 54.9,
        event_id: 'purchase.1001',
      },
      // printf 'purchase.1001\nOrder Completed' | sha256sum, 16 bytes with version 8
      { uuid: '36ab29f5-c349-845a-9615-e41e61530504' },
    ),
  ),
  example(
    'a refund is not sent',
    { standard: 'refund', commerce: exampleCommerce({ orderId: '1001' }) },
    skip('filtered', 'no_refund_at_vendor'),
  ),
  {
    ...example(
      'a page becomes $pageview; the network only where the workspace wants it',
      {
        type: 'page',
        standard: 'page',
        name: 'Home',
        context: examplePage,
        network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
      },
      {
        event: '$pageview',
        distinct_id: 'u-1001',
        uuid,
        timestamp: time,
        properties: {
          $current_url: 'https://shop.example/p/1',
          $referrer: 'https://search.example/',
          title: 'Trail Shoe',
          page_name: 'Home',
          $process_person_profile: true,
          $ip: '203.0.113.7',
          $raw_user_agent: 'Mozilla/5.0',
          event_id: uuid,
        },
      },
    ),
    settings: { network: true },
  },
  ofList('view_item_list', 'Product List Viewed'),
  ofOne('view_item', 'Product Viewed'),
  example(
    'a search becomes Products Searched',
    { standard: 'search', commerce: exampleCommerce({ currency: null, searchQuery: 'trail' }) },
    sent('Products Searched', { query: 'trail' }),
  ),
  ofOne('add_to_cart', 'Product Added'),
  ofOne('remove_from_cart', 'Product Removed'),
  ofOne('add_to_wishlist', 'Product Added to Wishlist'),
  ofList('view_cart', 'Cart Viewed'),
  ofList('begin_checkout', 'Checkout Started'),
  ofList('add_shipping_info', 'Shipping Info Entered'),
  ofList('add_payment_info', 'Payment Info Entered'),
  bare('lead', 'Lead Generated'),
  bare('sign_up', 'user signed up'),
  bare('login', 'user logged in'),
  bare('subscribe', 'subscription started'),
  example(
    'who is not logged in gets no profile',
    { standard: 'login', userId: null },
    sent('user logged in', { $process_person_profile: false }, { distinct_id: 'anon-1' }),
  ),
  example(
    'a screen becomes $screen with its device',
    {
      type: 'screen',
      standard: null,
      name: 'Basket',
      context: { os: { name: 'iOS', version: '19' }, app: { version: '2.1' } },
    },
    sent('$screen', { $screen_name: 'Basket', $os: 'iOS', $os_version: '19', $app_version: '2.1' }),
  ),
  {
    ...example(
      'an identify call joins both ids and sets the listed traits',
      { type: 'identify', standard: null, name: null, traits: { plan: 'gold', hidden: 'x' } },
      sent('$identify', { $set: { plan: 'gold' }, $anon_distinct_id: 'anon-1' }),
    ),
    settings: { personProperties: ['plan'] },
  },
  example(
    'an event of 48 hours and more goes as a migration',
    { standard: 'login', occurredAt: '2026-11-22T10:00:01.000Z' },
    sent('user logged in', {}, { timestamp: '2026-11-22T10:00:01.000Z', historical_migration: true }),
  ),
  example(
    'a name that is PostHog’s own is not sent',
    { standard: null, name: '$set' },
    skip('filtered', 'reserved_event_name'),
  ),
  example(
    'a group call is not sent',
    { type: 'group', standard: null, name: null },
    skip('filtered', 'group_not_sent'),
  ),
  example('placeholders name nobody', { userId: 'null', anonymousId: 'guest' }, skip('invalid', 'no_distinct_id')),
]
