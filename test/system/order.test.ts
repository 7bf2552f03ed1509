import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { reasonsOf, shopOf } from '../support/shop.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.dispose())

const marketingOnly = { consent: { categoryPreferences: { marketing: true, analytics: false } } }

function anOrder(overrides: JsonObject = {}): JsonObject {
  const id = crypto.randomUUID()
  return {
    event: 'Order Completed',
    messageId: `order-${id}`,
    userId: 'customer-7',
    traits: { email: 'Anna.Muster+shop@gmail.com', phone: '0151 23456789' },
    properties: {
      order_id: id,
      total: 54.8,
      tax: 8.75,
      currency: 'EUR',
      products: [{ product_id: 'lamp-7', name: 'Desk lamp', price: 49.9, quantity: 1 }],
    },
    context: marketingOnly,
    ...overrides,
  }
}

test('an order with marketing granted and analytics denied reaches Meta with exactly the documented hashes and GA4 gets nothing', async () => {
  const shop = shopOf(app, 'demo-eu')
  const eventId = await shop.track(
    anOrder({ properties: { order_id: 'EU-1', total: 54.8, currency: 'EUR', products: [{ product_id: 'lamp-7' }] } }),
  )
  const page = await shop.settled(eventId)

  expect(reasonsOf(page)).toEqual({
    meta: 'delivered: delivered',
    x: 'delivered: delivered',
    linkedin: 'delivered: delivered',
    microsoft_uet: 'delivered: delivered',
    tiktok: 'delivered: delivered',
    reddit: 'delivered: delivered',
    amplitude: 'denied: category_denied',
    pinterest: 'delivered: delivered',
    snapchat: 'delivered: delivered',
    ga4: 'denied: category_denied',
    webhook: 'denied: category_denied',
    google_ads: 'delivered: delivered',
    google_data_manager: 'delivered: accepted',
    klaviyo: 'delivered: delivered',
    mixpanel: 'denied: category_denied',
    posthog: 'denied: category_denied',
    segment: 'denied: category_denied',
  })
  const [request] = (await shop.requests('meta')).filter(({ raw }) => raw.includes('purchase.EU-1'))
  expect(request?.verdict).toMatchObject({ accepted: true, failures: [] })
  // Meta: trim and lower-case only, +suffix and dots stay; phone as digits with country code and no plus.
  expect(request?.body).toMatchObject({
    data: [
      {
        event_name: 'Purchase',
        event_id: 'purchase.EU-1',
        user_data: {
          em: ['97faff6212a7f21c778e90bcb5833f97858b9ba2ad5cbd5497df86f4ec90fcbd'],
          ph: ['c0f8f0bebbbac96451ee8d8def84a02ae9e34c877775437cb9d458328315afa7'],
        },
        custom_data: { currency: 'EUR', value: 54.8, order_id: 'EU-1' },
      },
    ],
  })
  expect((await shop.requests('ga4')).filter(({ raw }) => raw.includes('EU-1'))).toEqual([])
})

test('the same order without consent goes nowhere and is stored reduced', async () => {
  const shop = shopOf(app, 'demo-eu')
  const page = await shop.settled(await shop.track(anOrder({ context: {} })))
  expect(reasonsOf(page)).toEqual({
    meta: 'denied: no_signal',
    x: 'denied: no_signal',
    linkedin: 'denied: no_signal',
    microsoft_uet: 'denied: no_signal',
    tiktok: 'denied: no_signal',
    reddit: 'denied: no_signal',
    amplitude: 'denied: no_signal',
    pinterest: 'denied: no_signal',
    snapchat: 'denied: no_signal',
    ga4: 'denied: no_signal',
    webhook: 'denied: no_signal',
    google_ads: 'denied: no_signal',
    google_data_manager: 'denied: no_signal',
    klaviyo: 'denied: no_signal',
    mixpanel: 'denied: no_signal',
    posthog: 'denied: no_signal',
    segment: 'denied: no_signal',
  })
  expect(page.reduced).toBe(true)
  expect(Object.keys(page.event).sort()).toEqual(
    ['currency', 'day', 'eventId', 'jurisdiction', 'name', 'sourceId', 'standard', 'type', 'value'].sort(),
  )
})

test('consent as the string "true" is no grant', async () => {
  const shop = shopOf(app, 'demo-eu')
  const context = { consent: { categoryPreferences: { marketing: 'true', analytics: 'true' } } }
  const page = await shop.settled(await shop.track(anOrder({ context })))
  expect(reasonsOf(page)).toMatchObject({ meta: 'denied: invalid_signal', ga4: 'denied: invalid_signal' })
})

test('Global Privacy Control stops the sale of a Californian order and not its first-party analytics', async () => {
  const shop = shopOf(app, 'demo-us')
  const context = { location: { country: 'US', region: 'CA' } }
  const eventId = await shop.track(anOrder({ context }), { 'sec-gpc': '1' })
  expect(reasonsOf(await shop.settled(eventId))).toMatchObject({ meta: 'denied: gpc', ga4: 'delivered: delivered' })
})

test('an EU visitor of a US workspace is asked for opt-in', async () => {
  const shop = shopOf(app, 'demo-us')
  const visitor = { userId: 'visitor-eu', traits: { email: 'visitor@example.com' } }
  const page = await shop.settled(await shop.track(anOrder({ ...visitor, context: { location: { country: 'DE' } } })))
  expect(reasonsOf(page)).toMatchObject({ meta: 'denied: no_signal', ga4: 'denied: no_signal' })
})

test('an order is found by its number and by e-mail, and by the e-mail only while someone may receive it', async () => {
  const shop = shopOf(app, 'demo-eu')
  const sent = anOrder({ traits: { email: 'finder@example.com' } })
  const eventId = await shop.track(sent)
  const refused = await shop.track(anOrder({ traits: { email: 'finder@example.com' }, context: {} }))
  const found = async (query: string): Promise<string[]> => {
    const response = await fetch(`${app.dev.ingestUrl}/v1/events?${query}`, {
      headers: { authorization: `Bearer ${shop.workspace.secretKey}` },
    })
    const body = (await response.json()) as { events: { eventId: string }[] }
    return body.events.map((event) => event.eventId)
  }
  const orderId = String((sent.properties as JsonObject).order_id)
  expect(await found(`order=${orderId}`)).toEqual([eventId])
  const byEmail = await found('email=Finder%40example.com')
  expect(byEmail).toContain(eventId)
  expect(byEmail).not.toContain(refused)
})

test('what one region stores is in no other region', async () => {
  const shop = shopOf(app, 'demo-eu')
  const eventId = await shop.track(anOrder())
  const other = shopOf(app, 'demo-us')
  const response = await fetch(`${app.dev.ingestUrl}/v1/events/${eventId}`, {
    headers: { authorization: `Bearer ${other.workspace.secretKey}` },
  })
  expect(response.status).toBe(404)
})
