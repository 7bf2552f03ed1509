import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { type StandardEvent, standardEvents } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { Example } from '../contract.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../example-parts.ts'
import type { WebhookSettings } from './settings.ts'

const settings = { url: 'https://hooks.shop.example/tracklayer' }

/** What every request says of an event; `hashed` and `clickIds` stand beside it while advertising is granted. */
const always = {
  eventId: '0d3b8f5e-6a1c-8e2f-9b4d-2c7a1e5f8d90',
  vendorEventId: 'msg-1',
  messageId: 'msg-1',
  sourceId: 'b3a1d9c4-77e2-4d0b-8f5c-91e6a2b7c8d1',
  type: 'track',
  occurredAt: '2026-11-24T10:00:00.000Z',
  receivedAt: '2026-11-24T10:00:01.000Z',
  userId: 'u-1001',
  anonymousId: 'anon-1',
  previousId: null,
  groupId: null,
  properties: {},
  traits: {},
  context: {},
  value: null,
  commerce: null,
  jurisdiction: { country: 'DE', region: null },
  consent: everyPurpose('granted'),
  test: false,
}

function sent(type: string, data: JsonObject): JsonObject {
  return { type, timestamp: '2026-11-24T10:00:00.000Z', data: { ...always, hashed: {}, clickIds: {}, ...data } }
}

function plainExample(standard: StandardEvent): Example<WebhookSettings> {
  return {
    name: `${standard} is passed on as event.${standard}`,
    settings,
    event: { standard, name: null },
    payload: sent(`event.${standard}`, { standard, name: null }),
  }
}

const order = {
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 49.95,
  identity: exampleIdentity,
  network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' },
  clickIds: { gclid: 'AbC-123' },
  properties: { order_id: '1001', gift: true },
  commerce: exampleCommerce({ orderId: '1001', total: 49.95, products: [exampleProduct()] }),
} satisfies Partial<DeliverableEvent>

const sentOrder = {
  standard: 'purchase',
  name: 'Order Completed',
  vendorEventId: 'purchase.1001',
  value: 49.95,
  properties: { order_id: '1001', gift: true },
  commerce: {
    orderId: '1001',
    currency: 'EUR',
    total: 49.95,
    value: null,
    tax: null,
    shipping: null,
    discount: null,
    coupon: null,
    affiliation: null,
    searchQuery: null,
    listId: null,
    listName: null,
    shippingMethod: null,
    paymentMethod: null,
    products: [
      {
        productId: 'P-1',
        sku: 'SKU-1',
        name: 'Trail Shoe',
        brand: null,
        category: null,
        variant: null,
        coupon: null,
        price: 49.95,
        quantity: 1,
        position: null,
        url: null,
      },
    ],
  },
}

const withoutAdvertising = { ...everyPurpose('granted'), advertising: 'denied' as const }

export const examples: readonly Example<WebhookSettings>[] = [
  ...standardEvents.filter((standard) => standard !== 'purchase').map(plainExample),
  {
    name: 'an order carries its commerce, hashed e-mail and phone and click ids, never the network',
    settings,
    event: order,
    payload: sent('event.purchase', {
      ...sentOrder,
      hashed: {
        'email.plain': ['62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'],
        'phone.e164': ['fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30'],
      },
      clickIds: { gclid: 'AbC-123' },
    }),
  },
  {
    name: 'without advertising there is neither a hash nor a click id',
    settings,
    event: { ...order, consent: withoutAdvertising },
    payload: {
      type: 'event.purchase',
      timestamp: '2026-11-24T10:00:00.000Z',
      data: { ...always, ...sentOrder, consent: withoutAdvertising },
    },
  },
  {
    name: 'a custom event is passed on as event.track with its name',
    settings,
    event: { standard: null, name: 'Song Played', properties: { song: 'Ode' } },
    payload: sent('event.track', { standard: null, name: 'Song Played', properties: { song: 'Ode' } }),
  },
  {
    name: 'identify is passed on as event.identify with its traits',
    settings,
    event: { type: 'identify', standard: null, name: null, traits: { plan: 'gold' } },
    payload: sent('event.identify', { type: 'identify', standard: null, name: null, traits: { plan: 'gold' } }),
  },
]
