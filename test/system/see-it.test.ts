import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { runTracklayer } from '../support/run-tracklayer.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { shopOf } from '../support/shop.ts'
import { until } from '../support/until.ts'

let app: RunningApp
let delivered: string
let refused: string

const all = {
  consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
}

beforeAll(async () => {
  app = await startApp()
  const shop = shopOf(app, 'demo-eu')
  const order = {
    event: 'Order Completed',
    userId: 'customer-7',
    traits: { email: 'seen@example.com' },
    properties: { order_id: 'S-1', total: 10, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
  }
  delivered = await shop.track({ ...order, context: all })
  refused = await shop.track({ ...order, properties: { ...order.properties, order_id: 'S-2' } })
  await shop.post('/v1/track', { type: 'track', event: 'No one', properties: {} })
  await shop.track({
    ...order,
    event: 'Product Viewed',
    context: { consent: { categoryPreferences: { C0099: true } } },
  })
  await Promise.all([shop.settled(delivered), shop.settled(refused)])
}, 120_000)
afterAll(() => app?.dispose())

const tracklayer = (...args: string[]): Promise<string> => runTracklayer(app.home, args)

const asJson = async (...args: string[]): Promise<JsonObject> => JSON.parse(await tracklayer(...args, '--json'))

test('find tells of an order what became of it at each destination, and of a refused one why', async () => {
  expect(await tracklayer('find', '--order', 'S-1')).toContain('meta: delivered')
  expect(await tracklayer('find', '--order', 'S-2')).toContain('meta: denied (consent: no_signal)')
})

test('tail shows each event once, in order of arrival', async () => {
  const lines = (await tracklayer('tail', '--once')).trim().split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain(delivered)
  expect(lines[1]).toContain(refused)
})

test('doctor names what is wrong with a source', async () => {
  // Counts are written now and then.
  const health = await until('the counts to be written', async () => {
    const found = await asJson('doctor', 'storefront')
    return (found.rejectedByCode as unknown[]).length > 0 ? found : null
  })
  expect(health.rejectedByCode).toEqual([{ code: expect.any(String), count: 1, lastAt: expect.any(String) }])
  expect(health.unmappedCategories).toMatchObject([{ code: 'C0099', count: 1 }])
  expect(health).toMatchObject({ source: 'storefront', received24h: 3 })
  expect(health.lastEventAt).toEqual(expect.any(String))
  expect(health.notSentByReason).toContainEqual({
    state: 'denied',
    reason: 'no_signal',
    // Neither door of Google has a conversion action for a product view, which is said before anybody asks for consent.
    count: 2 * shopOf(app, 'demo-eu').workspace.destinations.length - 2,
  })
  expect(health.destinations).toContainEqual(
    expect.objectContaining({ destination: 'meta', state: 'runnable', waiting: 0 }),
  )
})

test('reconciliation has no gap: every pair is terminal or in flight', async () => {
  const { workspace } = shopOf(app, 'demo-eu')
  const response = await fetch(`${app.dev.ingestUrl}/v1/reconciliation`, {
    headers: { authorization: `Bearer ${workspace.secretKey}` },
  })
  const { hours } = (await response.json()) as { hours: { fanOut: number; inFlight: number; gap: number }[] }
  expect(hours.map(({ gap }) => gap)).toEqual(hours.map(() => 0))
  expect(hours.reduce((sum, { fanOut }) => sum + fanOut, 0)).toBe(3 * workspace.destinations.length)
})

test('explain shows the exact request a vendor would get, and stores and sends nothing', async () => {
  const shop = shopOf(app, 'demo-eu')
  const answer = await shop.post('/v1/explain', {
    type: 'track',
    event: 'Order Completed',
    messageId: 'explained',
    userId: 'customer-7',
    traits: { email: 'explained@example.com' },
    properties: { order_id: 'X-1', total: 10, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
    context: all,
  })
  expect(answer.status).toBe(200)
  expect(JSON.stringify(answer.body)).toContain('purchase.X-1')
  expect(JSON.stringify(answer.body)).not.toContain('explained@example.com')
  expect(await tracklayer('find', '--order', 'X-1')).toContain('nothing found')
  expect((await shop.requests('meta')).some(({ raw }) => raw.includes('X-1'))).toBe(false)
})
