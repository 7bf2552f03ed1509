import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectIngest } from '../../supabase/queries/connect.ts'
import type { IngestResult, Lease } from '../../supabase/queries/records.ts'
import { aFinish, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, aDeniedDelivery, anIngestRecord } from '../support/an-ingest-record.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())

test('32 clients post one batch, its reverse, poison and strangers at once: only the poison is rejected', async () => {
  const stranger = randomUUID()
  await region.home(stranger)
  const batch = Array.from({ length: 60 }, (_, n) => anIngestRecord({ signalsId: `signals-${n % 7}` }))
  const denying = batch.map((record) => ({ ...record, signalsId: 'no', deliveries: [aDeniedDelivery()] }))
  const posts = [batch, batch.toReversed(), denying, denying.toReversed()]
  const stores = Array.from({ length: 32 }, () => connectIngest(region.database.url, { connectionsMax: 1 }))
  const answers = await Promise.all(
    stores.map(async (store, n) => {
      const poison = anIngestRecord({ name: `\u0000${n}` })
      const foreign = anIngestRecord({ workspaceId: stranger })
      return store.ingest([foreign, ...posts[n % 4]!, poison])
    }),
  )
  await Promise.all(stores.map((store) => store.close()))

  expect(answers.map((results) => results[0]?.status)).toEqual(Array(32).fill('accepted'))
  expect(answers.map((results) => results.at(-1)?.code)).toEqual(Array(32).fill('not_storable'))
  const shared = answers.flatMap((results) => results.slice(1, -1))
  expect(shared.filter(({ status }) => status === 'rejected')).toEqual([])
  expect(acceptedIds(shared)).toEqual(batch.map(({ eventId }) => eventId).sort())
  expect(await ledgerViolations(region.database.sql)).toEqual([])
  const states = await region.database.sql`
    select distinct state from data.deliveries where event_id in ${region.database.sql(batch.map((r) => r.eventId))}
  `
  expect(states).toEqual([{ state: 'denied' }])
})

test('while ingest runs, four workers never hold one delivery twice and sleep over none', async () => {
  const destinations: string[] = Array.from({ length: 5 }, () => randomUUID())
  const held = new Set<string>()
  const heldTwice: string[] = []
  const delivered = new Set<string>()
  let ingesting = true
  const posted = ingestMany(destinations).finally(() => {
    ingesting = false
  })
  await Promise.all([posted, ...['a', 'b', 'c', 'd'].map(work)])

  expect(heldTwice).toEqual([])
  // What other tests left in the queue is delivered along.
  const ours = [...delivered].filter((key) => destinations.includes(key.split(' ')[1] ?? ''))
  expect(ours).toHaveLength(40 * 5 * destinations.length)
  expect(await ledgerViolations(region.database.sql)).toEqual([])

  async function work(workerId: string): Promise<void> {
    for (let isLastLook = false; !isLastLook; ) {
      const wasIngesting = ingesting
      const leases = await leaseAll(region, workerId, new Date(Date.now() + 1_000))
      for (const lease of leases) await deliver(lease)
      isLastLook = !wasIngesting && leases.length === 0 && held.size === 0
    }
  }

  async function deliver(lease: Lease): Promise<void> {
    const keys = lease.deliveries.map(({ eventId, destinationId }) => `${eventId} ${destinationId}`)
    heldTwice.push(...keys.filter((key) => held.has(key) || delivered.has(key)))
    for (const key of keys) held.add(key)
    // Time for the others to lease meanwhile.
    await region.worker.heartbeat('bystander')
    // Only once each: three that always come together would else be retried for ever.
    const retried = lease.deliveries.length % 3 === 0 && lease.deliveries.every(({ attempts }) => attempts === 0)
    for (const key of keys) held.delete(key)
    if (!retried) for (const key of keys) delivered.add(key)
    const outcome = retried ? 'retry' : 'delivered'
    const dueAt = retried ? new Date().toISOString() : null
    await region.worker.finish(
      lease.leaseId,
      lease.deliveries.map((delivery) => aFinish(delivery, { outcome, dueAt })),
    )
  }
})

async function ingestMany(destinations: string[]): Promise<void> {
  for (let n = 0; n < 40; n++) {
    const records = Array.from({ length: 5 }, () =>
      anIngestRecord({ deliveries: destinations.map((destinationId) => aDeliveryRecord({ destinationId })) }),
    )
    const results = await region.ingest.ingest(records)
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('accepted'))
  }
}

function acceptedIds(results: IngestResult[]): string[] {
  return results
    .filter(({ status }) => status === 'accepted')
    .map(({ eventId }) => eventId)
    .sort()
}

test('a move waits for ingest under way and is then a fence', async () => {
  const { sql } = region.database
  const record = anIngestRecord()
  await sql.begin(async (transaction) => {
    await transaction`select api.ingest_events(${JSON.stringify([record])}::text::jsonb)`
    const [lock] = await sql`select pg_try_advisory_xact_lock(data.home_lock(${workspaceId})) as free`
    expect(lock).toEqual({ free: false })
  })
  await region.admin.putHome({ workspaceId, epoch: 2, state: 'active', retentionDays: 180 })
  const [late] = await region.ingest.ingest([anIngestRecord({ epoch: 1 })])
  expect(late).toMatchObject({ status: 'rejected', code: 'wrong_home' })
})
