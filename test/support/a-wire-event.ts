import type { JsonObject } from '../../core/json.ts'

/** An order as a shop's server posts it to /v1/track, marketing granted; overrides last. */
export function aWireEvent(overrides: JsonObject = {}): JsonObject {
  return {
    type: 'track',
    event: 'Order Completed',
    messageId: 'order-1001',
    userId: 'customer-17',
    timestamp: '2026-11-24T11:59:58.000Z',
    properties: {
      order_id: '1001',
      total: 129.9,
      currency: 'EUR',
      products: [{ product_id: 'sku-1', name: 'Trail shoe', price: 129.9, quantity: 1 }],
    },
    traits: {},
    context: { consent: { categoryPreferences: { marketing: true, analytics: true } } },
    ...overrides,
  }
}

export function withConsent(categoryPreferences: JsonObject, overrides: JsonObject = {}): JsonObject {
  return aWireEvent({ context: { consent: { categoryPreferences } }, ...overrides })
}
