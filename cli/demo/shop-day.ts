/** A realistic day of two shops, in the order it happens. Every step names what a person should see. */
export interface DemoStep {
  title: string
  shop: 'demo-eu' | 'demo-us'
  door: '/v1/track' | '/v1/page'
  headers?: Record<string, string>
  body: Record<string, unknown>
  /** Answers the sandbox's vendors give before they are well again. */
  outage?: { destination: string; answers: { status: number }[] }
  /** Send the body of the step before once more. */
  repeat?: true
}

const yes = {
  consent: { categoryPreferences: { analytics: true, marketing: true, functional: true, personalization: true } },
}
const no = {
  consent: { categoryPreferences: { analytics: false, marketing: false, functional: false, personalization: false } },
}
const marketingOnly = { consent: { categoryPreferences: { marketing: true, analytics: false } } }

const lamp = { product_id: 'lamp-7', name: 'Desk lamp', price: 49.9, quantity: 1 }

/** `day` makes ids unique, so that the demo can be run again and again. */
export function shopDay(day: string): DemoStep[] {
  const anna = { anonymousId: `anna-${day}`, context: { ...browser('/lamps/7', day), location: { country: 'DE' } } }
  const ben = { anonymousId: `ben-${day}`, context: { ...browser('/', day), location: { country: 'FR' } } }
  const carl = {
    anonymousId: `carl-${day}`,
    context: { ...browser('/', day), location: { country: 'US', region: 'CA' } },
  }
  const order = {
    event: 'Order Completed',
    ...anna,
    messageId: `order-${day}`,
    userId: `customer-${day}`,
    traits: { email: 'Anna.Muster+shop@gmail.com', phone: '0151 23456789', firstName: 'Anna', lastName: 'Muster' },
    properties: { order_id: `A-${day}`, total: 54.8, tax: 8.75, shipping: 4.9, currency: 'EUR', products: [lamp] },
    context: { ...anna.context, ...yes },
  }
  return [
    step('Anna looks around, nobody asked her yet', 'demo-eu', '/v1/page', { ...anna, name: 'Home' }),
    step('Anna accepts and puts a lamp in the cart', 'demo-eu', '/v1/track', {
      ...anna,
      event: 'Product Added',
      properties: { ...lamp, currency: 'EUR' },
      context: { ...anna.context, ...yes },
    }),
    step('Anna orders', 'demo-eu', '/v1/track', order),
    { ...step('The shop sends that order twice', 'demo-eu', '/v1/track', order), repeat: true },
    step('Anna gets a refund', 'demo-eu', '/v1/track', {
      ...anna,
      event: 'Order Refunded',
      properties: { order_id: `A-${day}`, total: 54.8, currency: 'EUR', products: [lamp] },
      context: { ...anna.context, ...yes },
    }),
    step('Ben refuses everything and orders', 'demo-eu', '/v1/track', {
      ...ben,
      event: 'Order Completed',
      traits: { email: 'ben@example.com' },
      properties: { order_id: `B-${day}`, total: 49.9, currency: 'EUR', products: [lamp] },
      context: { ...ben.context, ...no },
    }),
    step('Ben allows marketing but not analytics', 'demo-eu', '/v1/track', {
      ...ben,
      event: 'Checkout Started',
      traits: { email: 'ben@example.com' },
      properties: { value: 49.9, currency: 'EUR', products: [lamp] },
      context: { ...ben.context, ...marketingOnly },
    }),
    step('Carl in California orders', 'demo-us', '/v1/track', {
      ...carl,
      event: 'Order Completed',
      traits: { email: 'carl@example.com' },
      properties: { order_id: `C-${day}`, total: 49.9, currency: 'USD', products: [lamp] },
    }),
    {
      ...step('Carl orders again with Global Privacy Control on', 'demo-us', '/v1/track', {
        ...carl,
        event: 'Order Completed',
        traits: { email: 'carl@example.com' },
        properties: { order_id: `D-${day}`, total: 19.9, currency: 'USD', products: [lamp] },
      }),
      headers: { 'sec-gpc': '1' },
    },
    {
      ...step('Meta is down while Anna orders once more', 'demo-eu', '/v1/track', {
        ...order,
        messageId: `order-2-${day}`,
        properties: { ...order.properties, order_id: `E-${day}` },
      }),
      outage: { destination: 'meta', answers: [{ status: 503 }, { status: 500 }] },
    },
  ]
}

function step(title: string, shop: DemoStep['shop'], door: DemoStep['door'], body: Record<string, unknown>): DemoStep {
  return { title, shop, door, body }
}

function browser(path: string, day: string): Record<string, unknown> {
  return {
    userAgent: 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    ip: '203.0.113.7',
    page: { url: `https://shop.example${path}`, path, title: 'Lamps' },
    sessionId: Number(day),
  }
}
