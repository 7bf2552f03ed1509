import { Redis } from 'ioredis'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContainerServices, needsContainers, startContainerServices } from '../support/container-services.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { type EventPage, reasonsOf, shopOf } from '../support/shop.ts'

const containers = needsContainers()

describe.skipIf(containers.absent)(`with Postgres and Redis in containers${containers.note}`, () => {
  let services: ContainerServices
  let app: RunningApp
  let page: EventPage

  beforeAll(async () => {
    services = await startContainerServices()
    app = await startApp(services.env)
    const shop = shopOf(app, 'demo-eu')
    const eventId = await shop.track({
      event: 'Order Completed',
      userId: 'customer-7',
      traits: { email: 'Anna.Muster+shop@gmail.com', phone: '0151 23456789' },
      properties: { order_id: 'C-1', total: 54.8, currency: 'EUR', products: [{ product_id: 'lamp-7' }] },
      context: { consent: { categoryPreferences: { marketing: true, analytics: false } } },
    })
    page = await shop.settled(eventId)
  }, 180_000)

  afterAll(async () => {
    await app?.dispose()
    await services?.stop()
  }, 60_000)

  test('an order reaches the vendor that the person permits, and no other', async () => {
    expect(reasonsOf(page)).toEqual({
      meta: 'delivered: delivered',
      ga4: 'denied: category_denied',
      webhook: 'denied: category_denied',
    })
    const shop = shopOf(app, 'demo-eu')
    const [request, ...more] = await shop.requests('meta')
    expect(more).toEqual([])
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
    expect(await eventsIn('EU_CENTRAL_1_DATABASE_URL')).toEqual([page.eventId])
    expect(await eventsIn('US_EAST_1_DATABASE_URL')).toEqual([])
  })

  test('the rate limits are counted in Redis', async () => {
    const redis = new Redis(services.env.REDIS_URL ?? '')
    const keys = await redis.dbsize()
    redis.disconnect()
    expect(keys).toBeGreaterThan(0)
  })

  async function eventsIn(database: string): Promise<string[]> {
    const sql = postgres(services.env[database] ?? '', { max: 1, onnotice: () => undefined })
    const rows = await sql<{ event_id: string }[]>`select event_id from data.events`
    await sql.end()
    return rows.map((row) => row.event_id)
  }
})
