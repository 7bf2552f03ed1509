import postgres from 'postgres'
import { afterAll, expect, test } from 'vitest'
import { terminalStates } from '../../core/decision.ts'
import { type RunningApp, startApp } from '../support/running-app.ts'
import { requestsAt, shopOf } from '../support/shop.ts'
import { until } from '../support/until.ts'

let app: RunningApp | undefined
afterAll(() => app?.dispose())

const batches = 100
const perBatch = 50

test('after kill -9 of everything amid 5,000 posted events every acknowledged one reaches exactly one terminal state per destination', async () => {
  app = await startApp()
  const acknowledged = new Set<string>()
  const first = app
  let killed: Promise<void> | null = null
  await Promise.all(
    Array.from({ length: 8 }, async (_, lane) => {
      for (let batch = lane; batch < batches; batch += 8) {
        const ids = await postBatch(first, batch).catch(() => [])
        for (const id of ids) acknowledged.add(id)
        if (acknowledged.size > 2_000) killed ??= first.kill()
      }
    }),
  )
  await killed
  expect(acknowledged.size).toBeGreaterThan(2_000)
  expect(acknowledged.size).toBeLessThan(batches * perBatch)

  app = await app.again()
  const second = app
  // What was not acknowledged is posted again, as any client does: the rest of the 5,000 and no duplicates.
  for (let batch = 0; batch < batches; batch += 1) {
    for (const id of await postBatch(second, batch)) acknowledged.add(id)
  }
  expect(acknowledged.size).toBe(batches * perBatch)

  const sql = postgres(second.dev.databases['eu-central-1'], { max: 1 })
  try {
    const inFlight = (): Promise<{ count: number }[]> => sql`
      select count(*)::int as count from data.deliveries where state <> all(${[...terminalStates]})`
    await until('the queue to drain', async () => ((await inFlight())[0]?.count === 0 ? true : null))
    const states = await sql<{ event_id: string; states: number }[]>`
      select event_id::text, count(*)::int + (select jsonb_array_length(filtered) from data.events as e where e.event_id = d.event_id) as states
      from data.deliveries as d where state = any(${[...terminalStates]}) group by d.event_id`
    const perEvent = new Map(states.map((row) => [row.event_id, row.states]))
    const { destinations } = shopOf(second, 'demo-eu').workspace
    expect([...acknowledged].filter((id) => perEvent.get(id) !== destinations.length)).toEqual([])
    const [left] = await sql<{ rows: number }[]>`
      select ((select count(*) from data.queue) + (select count(*) from data.leases))::int as rows`
    expect(left?.rows).toBe(0)
  } finally {
    await sql.end()
  }

  const meta = shopOf(second, 'demo-eu').workspace.destinations.find(({ type }) => type === 'meta')
  const vendorIds = (await requestsAt(second, meta?.id ?? '')).flatMap(({ body }) =>
    (body.data as { event_id: string }[]).map((event) => event.event_id),
  )
  expect(new Set(vendorIds).size).toBe(batches * perBatch)
}, 300_000)

async function postBatch(on: RunningApp, batch: number): Promise<string[]> {
  const context = { consent: { categoryPreferences: { marketing: true, analytics: false } } }
  const events = Array.from({ length: perBatch }, (_, index) => ({
    type: 'track',
    event: 'Product Added',
    messageId: `kill-${batch}-${index}`,
    userId: `customer-${batch}`,
    properties: { product_id: 'lamp-7', price: 10, currency: 'EUR' },
    context,
  }))
  const answer = await shopOf(on, 'demo-eu').post('/v1/batch', { batch: events })
  return (answer.body.results ?? []).filter(({ status }) => status !== 'rejected').map(({ eventId }) => eventId)
}
