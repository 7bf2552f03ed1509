import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { type ContainerServices, needsContainers, startContainerServices } from '../support/container-services.ts'
import { dumpDatabase } from '../support/dump-database.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type EventPage, reasonsOf, shopOf } from '../support/shop.ts'
import { until } from '../support/until.ts'

const containers = needsContainers()

describe.skipIf(containers.absent)(`with Postgres and Redis in containers${containers.note}`, () => {
  let services: ContainerServices
  let app: RunningApp
  let shop: ReturnType<typeof shopOf>
  let page: EventPage

  beforeAll(async () => {
    services = await startContainerServices()
    app = await startApp(services.env)
    shop = shopOf(app, 'demo-eu')
    page = await shop.settled(await shop.track(anOrder('C-1')))
  }, 180_000)

  afterAll(async () => {
    try {
      await app?.dispose()
    } finally {
      await services?.stop()
    }
  }, 60_000)

  test('an order reaches the vendor that the person permits, and no other', async () => {
    expect(reasonsOf(page)).toMatchObject({
      meta: 'delivered: delivered',
      ga4: 'denied: category_denied',
      webhook: 'denied: category_denied',
    })
    const [request, ...more] = await atMeta('C-1')
    expect(more).toEqual([])
    expect(request?.verdict).toMatchObject({ accepted: true })
    expect(request?.body).toMatchObject({
      data: [
        {
          event_name: 'Purchase',
          event_id: 'purchase.C-1',
          user_data: { em: ['97faff6212a7f21c778e90bcb5833f97858b9ba2ad5cbd5497df86f4ec90fcbd'] },
        },
      ],
    })
    expect(await shop.requests('ga4')).toEqual([])
  })

  test("its row rests in its workspace's region and in no other database", async () => {
    expect(await dumpOf('EU_CENTRAL_1_DATABASE_URL')).toContain(page.eventId)
    expect(await dumpOf('US_EAST_1_DATABASE_URL')).not.toContain(page.eventId)
    expect(await dumpOf('CONTROL_DATABASE_URL')).not.toContain(page.eventId)
  })

  test('the rate limits of key and plan are counted in Redis', async () => {
    const redis = new Redis(services.env.REDIS_URL ?? '')
    // The plan's window is two seconds: on a slow machine a counter can be gone before it is looked at.
    const counted = await until('the counters', async () => {
      await shop.track(anOrder(`L-${crypto.randomUUID()}`))
      const [key, plan] = await Promise.all([redis.keys('tracklayer:key:*'), redis.keys('tracklayer:workspace:*')])
      return key.length > 0 && plan.length > 0 ? plan : null
    })
    redis.disconnect()
    expect(counted.join()).toContain(shop.workspace.id)
  })

  test('while Postgres is away an order is refused, and the same order is delivered once when it is back', async () => {
    await services.postgres.kill()
    const refused = await shop.post('/v1/track', anOrder('C-2'))
    expect([refused.status, refused.body.results]).toEqual([503, undefined])

    await services.postgres.again()
    const answer = await until('Postgres to be back', async () => {
      const again = await shop.post('/v1/track', anOrder('C-2'))
      return again.status === 503 ? null : again
    })
    expect([answer.status, answer.body.results?.[0]?.status]).toEqual([200, 'accepted'])
    const settled = await shop.settled(answer.body.results?.[0]?.eventId ?? '')
    expect(reasonsOf(settled)).toMatchObject({ meta: 'delivered: delivered', ga4: 'denied: category_denied' })

    const repeat = await shop.post('/v1/track', anOrder('C-2'))
    expect(repeat.body.results?.[0]?.status).toBe('duplicate')
    expect(await atMeta('C-2')).toHaveLength(1)
  }, 120_000)

  test('an order that a vendor is answering while Postgres restarts is told to it once and ends as delivered', async () => {
    await slowMeta()
    const eventId = await shop.track(anOrder('C-3'))
    await until('Meta to be asked', async () => ((await atMeta('C-3')).length > 0 ? true : null))
    await services.postgres.kill()
    await services.postgres.again()
    expect(reasonsOf(await shop.settled(eventId))).toMatchObject({ meta: 'delivered: delivered' })
    expect(await atMeta('C-3')).toHaveLength(1)
  }, 120_000)

  test('while Redis is away orders still come in', async () => {
    await services.redis.kill()
    const settled = await shop.settled(await shop.track(anOrder('C-4')))
    expect(reasonsOf(settled)).toMatchObject({ meta: 'delivered: delivered' })
  })

  const dumpOf = (database: string) => dumpDatabase(services.env[database] ?? '')

  const atMeta = async (orderId: string) =>
    (await shop.requests('meta')).filter(({ raw }) => raw.includes(`"purchase.${orderId}"`))

  /** Its next answer takes longer than a container takes to restart, and less than a sender waits. */
  async function slowMeta(): Promise<void> {
    const script = { destination: 'meta', answers: [{ delayMs: 8_000 }] }
    const headers = { 'content-type': 'application/json' }
    await fetch(`${app.dev.sandboxUrl}/_script`, { method: 'POST', headers, body: JSON.stringify(script) })
  }
})

function anOrder(orderId: string): JsonObject {
  return {
    type: 'track',
    event: 'Order Completed',
    messageId: `order-${orderId}`,
    userId: 'customer-7',
    traits: { email: 'Anna.Muster+shop@gmail.com', phone: '0151 23456789' },
    properties: { order_id: orderId, total: 54.8, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
    context: { consent: { categoryPreferences: { marketing: true, analytics: false } } },
  }
}
