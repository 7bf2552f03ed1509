import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type Answer, shopOf } from '../support/shop.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.dispose())

const granted = { consent: { categoryPreferences: { marketing: true, analytics: true } } }

function anItem(index: number, overrides: JsonObject = {}): JsonObject {
  return {
    type: 'track',
    event: 'Product Viewed',
    messageId: `crowd-${index}`,
    userId: `customer-${index % 5}`,
    properties: { product_id: `sku-${index}`, price: 1, currency: 'EUR' },
    context: granted,
    ...overrides,
  }
}

/** What no database holds: each is refused alone, by its path. */
const poison = [
  anItem(900, { messageId: 'poison-nul', properties: { note: 'a\u0000b' } }),
  anItem(901, { messageId: 'poison-surrogate', properties: { note: '\ud800' } }),
  anItem(902, { messageId: 'poison-type', type: 'teleport' }),
]

test('32 clients posting one batch, its reverse, poison and another workspace’s events at once: only the poison is refused and nobody sees a 5xx', async () => {
  const eu = shopOf(app, 'demo-eu')
  const us = shopOf(app, 'demo-us')
  const batch = Array.from({ length: 60 }, (_, index) => anItem(index))
  const post = (client: number): Promise<Answer> => {
    switch (client % 4) {
      case 0:
        return eu.post('/v1/batch', { batch })
      case 1:
        return eu.post('/v1/batch', { batch: batch.toReversed() })
      case 2:
        return eu.post('/v1/batch', { batch: [...batch.slice(0, 5), ...poison, ...batch.slice(5, 10)] })
      default:
        return us.post('/v1/batch', { batch })
    }
  }
  const answers = await Promise.all(Array.from({ length: 32 }, (_, client) => post(client)))

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  const results = answers.flatMap(({ body }) => body.results ?? [])
  expect(results).toHaveLength(8 * 60 * 3 + 8 * 13)
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(8 * poison.length)
  // Each of the 60 was accepted once in each workspace; every other time it was a known repeat.
  const accepted = results.filter(({ status }) => status === 'accepted')
  expect(new Set(accepted.map(({ eventId }) => eventId)).size).toBe(accepted.length)
  expect(accepted).toHaveLength(60 * 2)
  expect(results.filter(({ status }) => status === 'duplicate').every(({ code }) => code !== 'body_differs')).toBe(true)
})
