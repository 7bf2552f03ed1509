import type { Commerce, Event, Product } from '../../core/event.ts'
import { sourceId, workspaceId } from './a-snapshot.ts'

/** A page view of a person in Germany; overrides last. */
export function anEvent(overrides: Partial<Event> = {}): Event {
  return {
    eventId: '0198c0de-0000-8000-8000-00000000e001',
    workspaceId,
    sourceId,
    messageId: 'msg-1',
    vendorEventId: 'msg-1',
    type: 'page',
    name: 'Home',
    standard: 'page',
    occurredAt: '2026-11-24T10:00:00.000Z',
    receivedAt: '2026-11-24T10:00:01.000Z',
    userId: null,
    anonymousId: 'anon-1',
    previousId: null,
    groupId: null,
    properties: {},
    traits: {},
    context: { page: { url: 'https://shop.example/', path: '/' } },
    commerce: null,
    clickIds: {},
    jurisdiction: { country: 'DE', region: null, source: 'geo_header' },
    integrations: {},
    test: false,
    bot: false,
    scrubbed: [],
    ...overrides,
  }
}

/** Order 1001 over 119.00 EUR gross: 19.00 tax, 5.00 shipping. */
export function anOrder(overrides: Partial<Event> = {}): Event {
  return anEvent({
    type: 'track',
    name: 'Order Completed',
    standard: 'purchase',
    messageId: 'order-1001',
    vendorEventId: 'purchase.1001',
    commerce: aCommerce(),
    ...overrides,
  })
}

export function aCommerce(overrides: Partial<Commerce> = {}): Commerce {
  return {
    orderId: '1001',
    currency: 'EUR',
    total: 119,
    value: null,
    tax: 19,
    shipping: 5,
    discount: null,
    coupon: null,
    affiliation: null,
    searchQuery: null,
    listId: null,
    listName: null,
    shippingMethod: null,
    paymentMethod: null,
    products: [aProduct()],
    ...overrides,
  }
}

export function aProduct(overrides: Partial<Product> = {}): Product {
  return {
    productId: 'p-1',
    sku: 'SKU-1',
    name: 'Tea pot',
    brand: null,
    category: null,
    variant: null,
    coupon: null,
    price: 95,
    quantity: 1,
    position: null,
    url: null,
    ...overrides,
  }
}
