import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Lease } from '../../supabase/queries/records.ts'
import { aFinish, aLease, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())
beforeEach(async () => {
  const { sql } = region.database
  await sql`truncate data.queue, data.leases, data.deliveries, data.destination_queues, data.request_turns`
  await region.ingest.ingest(Array.from({ length: 9 }, () => anIngestRecord()))
})

const caps = { requestsAtOnce: 20, shareMax: 2, version: 3 }
const soon = () => new Date(Date.now() + 1_000)

test('the slots of all leases together never exceed the cap, whoever leases', async () => {
  await region.worker.setCaps(aLease(), caps)
  const leases: Lease[] = []
  for (const worker of ['a', 'b', 'c', 'd']) leases.push(...(await leaseAll(region, worker, soon())))
  expect(leases.map(({ slots, deliveries }) => [slots, deliveries.length])).toEqual([
    [16, 2],
    [4, 2],
  ])
})

test('a lease that ends frees its slots and wakes the destination', async () => {
  await region.worker.setCaps(aLease(), { ...caps, requestsAtOnce: 1 })
  const [first] = await leaseAll(region)
  expect(await leaseAll(region, 'b')).toEqual([])
  await region.worker.finish(
    first!.leaseId,
    first!.deliveries.map((delivery) => aFinish(delivery)),
  )
  expect(await leaseAll(region, 'b')).toMatchObject([{ slots: 1 }])
})

test('an older configuration does not replace the caps of a newer one', async () => {
  await region.worker.setCaps(aLease(), caps)
  await region.worker.setCaps(aLease(), { requestsAtOnce: null, shareMax: null, version: 2 })
  expect(await leaseAll(region)).toMatchObject([{ caps }])
})

test('turns of all workers stand in one line, a second divided by the rate apart', async () => {
  const before = await databaseTime()
  const turns = await Promise.all(Array.from({ length: 5 }, () => region.worker.takeTurn(aLease(), 2, 60_000)))
  const waits = turns.map(({ waitMs }) => waitMs).sort((a, b) => a - b)
  expect(turns.every(({ granted }) => granted)).toBe(true)
  for (const [place, waitMs] of waits.entries()) expect(waitMs).toBeLessThanOrEqual(place * 500)
  const [row] = await region.database.sql`select next_at from data.request_turns`
  expect(row?.next_at - before).toBeGreaterThanOrEqual(5 * 500)
})

test('a turn beyond the horizon is not taken', async () => {
  await region.worker.takeTurn(aLease(), 0.01, 0)
  expect(await region.worker.takeTurn(aLease(), 0.01, 1_000)).toMatchObject({ granted: false })
  const again = await region.worker.takeTurn(aLease(), 0.01, 1_000)
  expect(again.waitMs).toBeLessThanOrEqual(100_000)
})

async function databaseTime(): Promise<number> {
  const [row] = await region.database.sql`select date_trunc('milliseconds', clock_timestamp()) as now`
  return row?.now.getTime()
}
