import { skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { StandardEvent } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, examplePage, exampleProduct } from '../example-parts.ts'
import type { KlaviyoSettings } from './settings.ts'

const time = '2026-11-24T10:00:00.000Z'
const ids = { external_id: 'u-1001', anonymous_id: 'anon-1' }

interface SentEvent {
  name: string
  id?: string
  money?: JsonObject
  properties?: JsonObject
}

function sent(events: SentEvent[], profile: JsonObject = ids): JsonObject {
  return {
    type: 'event-bulk-create',
    attributes: {
      profile: { data: { type: 'profile', attributes: profile } },
      events: {
        data: events.map(({ name, id = 'msg-1', money = {}, properties = {} }) => ({
          type: 'event',
          attributes: {
            metric: { data: { type: 'metric', attributes: { name } } },
            unique_id: id,
            time,
            ...money,
            properties,
          },
        })),
      },
    },
  }
}

const shoe = exampleProduct({ brand: 'Fell', category: 'Shoes', variant: '42', url: 'https://shop.example/p/1' })
const shoeItem = {
  ProductID: 'P-1',
  SKU: 'SKU-1',
  ProductName: 'Trail Shoe',
  Brand: 'Fell',
  Categories: ['Shoes'],
  Variant: '42',
  Quantity: 1,
  ItemPrice: 49.95,
}
const basket = { ItemNames: ['Trail Shoe'], Brands: ['Fell'], Categories: ['Shoes'], Items: [shoeItem] }
const withShoe = { value: 49.95, commerce: exampleCommerce({ products: [shoe] }) } satisfies Partial<DeliverableEvent>
const shoeMoney = { value: 49.95, value_currency: 'EUR' }

function ofBasket(standard: StandardEvent, name: string): Example<KlaviyoSettings> {
  return {
    name: `${standard} becomes ${name} with its items`,
    event: { standard, ...withShoe },
    payload: sent([{ name, money: shoeMoney, properties: basket }]),
  }
}

function bare(standard: StandardEvent, name: string): Example<KlaviyoSettings> {
  return { name: `${standard} becomes ${name}`, event: { standard }, payload: sent([{ name }]) }
}

const order = {
  standard: 'purchase',
  vendorEventId: 'purchase.1001',
  value: 54.9,
  commerce: exampleCommerce({
    orderId: '1001',
    total: 54.9,
    tax: 8.77,
    shipping: 4.95,
    coupon: 'NOV',
    discount: 5,
    shippingMethod: 'DHL',
    paymentMethod: 'card',
    products: [shoe],
  }),
} satisfies Partial<DeliverableEvent>
const placedOrder = {
  name: 'Placed Order',
  id: 'purchase.1001',
  money: { value: 54.9, value_currency: 'EUR' },
  properties: {
    OrderId: '1001',
    ...basket,
    DiscountCode: 'NOV',
    DiscountValue: 5,
    Tax: 8.77,
    Shipping: 4.95,
    ShippingMethod: 'DHL',
    PaymentMethod: 'card',
  },
}
const raw = {
  variants: {},
  absent: {},
  plain: { email: 'jane@example.com', phone: '+4915123456789' },
}

const shown: readonly Example<KlaviyoSettings>[] = [
  {
    name: 'an order becomes Placed Order and one Ordered Product a line',
    event: order,
    payload: sent([
      placedOrder,
      {
        name: 'Ordered Product',
        id: 'purchase.1001.0',
        money: shoeMoney,
        properties: { OrderId: '1001', ...shoeItem },
      },
    ]),
  },
  {
    name: 'with the switch an order carries e-mail and phone in clear',
    settings: { sendRaw: true, orderedProducts: false },
    event: { ...order, identity: raw },
    payload: sent([placedOrder], { email: 'jane@example.com', phone_number: '+4915123456789', ...ids }),
  },
  {
    name: 'a refund becomes Refunded Order with a positive value',
    event: {
      standard: 'refund',
      vendorEventId: 'refund.1001',
      value: -20,
      commerce: exampleCommerce({ orderId: '1001', total: 20 }),
    },
    payload: sent([
      {
        name: 'Refunded Order',
        id: 'refund.1001',
        money: { value: 20, value_currency: 'EUR' },
        properties: { OrderId: '1001' },
      },
    ]),
  },
  {
    name: 'a product view becomes Viewed Product, the product at the top',
    event: { standard: 'view_item', ...withShoe },
    payload: sent([
      {
        name: 'Viewed Product',
        money: shoeMoney,
        properties: {
          ProductID: 'P-1',
          SKU: 'SKU-1',
          ProductName: 'Trail Shoe',
          Brand: 'Fell',
          Categories: ['Shoes'],
          Variant: '42',
          Price: 49.95,
          URL: 'https://shop.example/p/1',
        },
      },
    ]),
  },
  {
    name: 'a page becomes Viewed Page',
    event: { type: 'page', standard: 'page', name: 'Home', context: examplePage },
    payload: sent([
      { name: 'Viewed Page', properties: { PageURL: 'https://shop.example/p/1', PageTitle: 'Trail Shoe' } },
    ]),
  },
  {
    name: 'a product list becomes Viewed Collection',
    event: {
      standard: 'view_item_list',
      commerce: exampleCommerce({ currency: null, listId: 'shoes', listName: 'Shoes' }),
    },
    payload: sent([{ name: 'Viewed Collection', properties: { CollectionId: 'shoes', CollectionName: 'Shoes' } }]),
  },
  {
    name: 'a search becomes Submitted Search',
    event: { standard: 'search', commerce: exampleCommerce({ searchQuery: 'trail' }) },
    payload: sent([{ name: 'Submitted Search', properties: { SearchTerm: 'trail' } }]),
  },
  ofBasket('add_to_cart', 'Added to Cart'),
  ofBasket('remove_from_cart', 'Removed from Cart'),
  ofBasket('add_to_wishlist', 'Added to Wishlist'),
  ofBasket('view_cart', 'Viewed Cart'),
  ofBasket('begin_checkout', 'Started Checkout'),
  ofBasket('add_shipping_info', 'Added Shipping Info'),
  ofBasket('add_payment_info', 'Added Payment Info'),
  bare('lead', 'Submitted Lead'),
  bare('sign_up', 'Signed Up'),
  bare('login', 'Logged In'),
  bare('subscribe', 'Started Subscription'),
  {
    name: 'a custom event goes under its own name with the listed properties, where the workspace wants it',
    settings: { customEvents: true, properties: ['song'] },
    event: { standard: null, name: 'Song Played', properties: { song: 'Ode', mood: 'calm' } },
    payload: sent([{ name: 'Song Played', properties: { song: 'Ode' } }]),
  },
  {
    name: 'an identify call becomes a profile with the listed traits; it subscribes nobody',
    settings: { traits: ['plan'] },
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold', hidden: 'x' } },
    payload: { type: 'profile', attributes: { ...ids, properties: { plan: 'gold' } } },
  },
  {
    name: 'with the switch a profile has e-mail and phone',
    settings: { sendRaw: true },
    event: { type: 'identify', standard: null, name: null, identity: raw },
    payload: {
      type: 'profile',
      attributes: { email: 'jane@example.com', phone_number: '+4915123456789', ...ids },
    },
  },
  {
    name: 'a custom event is left out by default',
    event: { standard: null, name: 'Song Played' },
    payload: skip('filtered', 'event_not_mapped'),
  },
  {
    name: 'a group call has no counterpart',
    event: { type: 'group', standard: null, name: null, groupId: 'g-1' },
    payload: skip('filtered', 'no_group_at_vendor'),
  },
  {
    name: 'an alias call has no counterpart',
    event: { type: 'alias', standard: null, name: null },
    payload: skip('filtered', 'no_alias_at_vendor'),
  },
  {
    name: 'an event of nobody is not sent',
    event: { userId: null, anonymousId: null },
    payload: skip('invalid', 'no_match_key'),
  },
]

/** Every setting has a default. */
export const examples: readonly Example<KlaviyoSettings>[] = shown.map((one) => ({ settings: {}, ...one }))
