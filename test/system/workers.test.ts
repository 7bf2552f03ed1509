import { afterAll, beforeAll, expect, test } from 'vitest'
import { terminalStates } from '../../core/decision.ts'
import { createDatabase, type TestDatabase } from '../support/postgres.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { requestsAt, shopOf } from '../support/shop.ts'
import { until } from '../support/until.ts'

/** Three databases that the environment names, as a deployment has them, and three processes on them. */
let databases: TestDatabase[] = []
let app: RunningApp
const workers: RunningApp[] = []
const env: Record<string, string> = {}

beforeAll(async () => {
  databases = await Promise.all([createDatabase(), createDatabase(), createDatabase()])
  const [control, eu, us] = databases.map(({ url }) => url)
  Object.assign(env, {
    CONTROL_DATABASE_URL: control,
    EU_CENTRAL_1_DATABASE_URL: eu,
    US_EAST_1_DATABASE_URL: us,
    TRACKLAYER_MASTER_KEY: Buffer.alloc(32, 3).toString('base64'),
  })
  app = await startApp(env)
  const sandboxHost = new URL(app.dev.sandboxUrl ?? '').host
  const worker = { ...env, TRACKLAYER_ROLE: 'worker', TRACKLAYER_EGRESS_ALLOW: sandboxHost }
  workers.push(await startApp(worker), await startApp(worker))
}, 120_000)

afterAll(async () => {
  await Promise.all([app, ...workers].map((one) => one?.dispose()))
  await Promise.all(databases.map((database) => database.drop()))
}, 120_000)

const events = 400

test('three workers on one database never send one delivery twice, and a killed worker’s work returns', async () => {
  const shop = shopOf(app, 'demo-eu')
  const meta = shop.workspace.destinations.find(({ type }) => type === 'meta')?.id ?? ''
  // A slow vendor: leases are in hands when the worker dies.
  await fetch(`${app.dev.sandboxUrl}/_script`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ destination: meta, answers: [{ delayMs: 300 }], repeat: true }),
  })
  const context = {
    consent: { categoryPreferences: { marketing: true, analytics: true, functional: true, personalization: true } },
  }
  for (let batch = 0; batch < events / 20; batch += 1) {
    const items = Array.from({ length: 20 }, (_, index) => ({
      type: 'track',
      event: 'Product Added',
      messageId: `w-${batch}-${index}`,
      userId: `customer-${batch}-${index}`,
      properties: { product_id: 'lamp-7', price: 10, currency: 'EUR' },
      context,
    }))
    const { body } = await shop.post('/v1/batch', { batch: items })
    expect(body.results?.every(({ status }) => status === 'accepted')).toBe(true)
    if (batch === 8) await workers[0]?.kill()
  }
  const eu = databases[1]?.sql
  if (eu === undefined) throw new Error('no database')
  await until('every delivery to be terminal', async () => {
    const [row] = await eu`select count(*)::int as open from data.deliveries where state <> all(${[...terminalStates]})`
    return row?.open === 0 ? true : null
  })
  const threeOfThem = shop.workspace.destinations
    .filter(({ type }) => ['meta', 'ga4', 'webhook'].includes(type))
    .map(({ id }) => id)
  const states = await eu`
    select state, count(*)::int as count from data.deliveries where destination_id = any(${threeOfThem}) group by 1`
  expect(states).toEqual([{ state: 'delivered', count: events * 3 }])

  const [byWorker] = await eu`select count(distinct worker_id)::int as workers from data.workers`
  expect(byWorker?.workers).toBeGreaterThanOrEqual(2)
  const webhook = shop.workspace.destinations.find(({ type }) => type === 'webhook')?.id ?? ''
  const ids = (await requestsAt(app, webhook)).map(({ headers }) => headers['webhook-id'])
  const repeated = ids.length - new Set(ids).size
  // Only what the killed worker had in hand may be seen twice, and then under the same id.
  expect(new Set(ids).size).toBe(events)
  expect(repeated).toBeLessThanOrEqual(200)
}, 240_000)
