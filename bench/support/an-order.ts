/** An order as a shop's server sends it, about 1.2 kB; `#` becomes a fresh number, `~` the time. */
export function anOrderBody(): string {
  return JSON.stringify(anOrder())
}

export function aBatchBody(size: number): string {
  return JSON.stringify({ batch: Array.from({ length: size }, anOrder) })
}

function anOrder(): object {
  return {
    type: 'track',
    event: 'Order Completed',
    messageId: 'sent-at-~-#',
    userId: 'customer-#',
    anonymousId: 'anon-#',
    traits: { email: 'anna.#@shop-customer.example', phone: '+4915123456789', firstName: 'Anna', lastName: 'Muster' },
    properties: {
      ...{ order_id: 'O-#', total: 154.8, tax: 24.72, shipping: 4.9, currency: 'EUR', coupon: 'WINTER' },
      products: [
        {
          ...{ product_id: 'lamp-7', sku: 'L7-BLK', name: 'Lamp Seven', brand: 'Lumen', category: 'Lamps' },
          ...{ price: 49.95, quantity: 2 },
        },
        {
          ...{ product_id: 'bulb-1', sku: 'B1-E27', name: 'Warm bulb', brand: 'Lumen', category: 'Bulbs' },
          ...{ price: 5, quantity: 10 },
        },
      ],
      shipping_address: { first_name: 'Anna', last_name: 'Muster', city: 'Berlin', zip: '10115', country: 'DE' },
    },
    context: {
      ip: '203.0.113.7',
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      page: { url: 'https://shop.example/thanks', title: 'Thank you' },
      consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
    },
  }
}
