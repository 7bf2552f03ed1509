import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { tendStopped } from '../../workers/tend-stopped.ts'
import { aFinish, aHealth, aLease, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { destinationId, workspaceId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, anIngestRecord } from '../support/an-ingest-record.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())
beforeEach(async () => {
  await region.database.sql`truncate data.queue, data.leases, data.deliveries, data.destination_queues`
})
afterEach(async () => {
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

const dayMs = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * dayMs)
const expiring = (expiresAt: Date, receivedAt = new Date()) =>
  anIngestRecord({
    receivedAt: receivedAt.toISOString(),
    deliveries: [aDeliveryRecord({ expiresAt: expiresAt.toISOString(), plainSealed: 'cGxhaW4=' })],
  })

test('what waits for a removed destination is cancelled, paused or not, and its sealed fields go', async () => {
  await region.ingest.ingest([expiring(inDays(7)), expiring(inDays(7))])
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', 'by_hand')
  expect(await region.admin.drain(workspaceId, destinationId)).toBe(2)
  expect(await states()).toEqual([{ state: 'cancelled', reason: 'destination_removed', count: 2 }])
  expect(await region.database.sql`select from data.delivery_private`).toEqual([])
})

test('what is leased is told so by the last check, and what comes back or in later is cancelled, too', async () => {
  await region.ingest.ingest([expiring(inDays(7))])
  const [lease] = await leaseAll(region)
  await region.admin.drain(workspaceId, destinationId)
  const check = await region.worker.check({ workspaceId, destinationId, subjectKeys: [], leased: [] })
  expect(check.destinationState).toBe('removed')
  await region.worker.finish(lease!.leaseId, [
    aFinish(lease!.deliveries[0]!, { outcome: 'retry', dueAt: new Date().toISOString() }),
  ])
  await region.ingest.ingest([expiring(inDays(7))])
  expect(await leaseAll(region)).toEqual([])
  expect(await tend({ isConfigured: false })).toEqual([{ cancelled: 2, workspaceId, destinationId }])
})

test('a paused destination whose removal was never told here is drained', async () => {
  await region.ingest.ingest([expiring(inDays(7))])
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', 'by_hand')
  expect(await tend({ isConfigured: true })).toEqual([])
  expect(await tend({ isConfigured: false })).toEqual([{ cancelled: 1, workspaceId, destinationId }])
})

test('a destination that is configured again is served again', async () => {
  await region.admin.drain(workspaceId, destinationId)
  await region.ingest.ingest([expiring(inDays(7))])
  await tend({ isConfigured: true })
  expect(await leaseAll(region)).toHaveLength(1)
})

test('only age ends what a pause keeps waiting, and a day before it is said', async () => {
  const [month, hours] = [expiring(inDays(30)), expiring(inDays(0.5))]
  await region.ingest.ingest([month, hours])
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', 'by_hand')
  expect(await region.reader.queues(workspaceId)).toMatchObject([{ queued: 2, expiringSoon: 1 }])
  expect(await tend({ now: inDays(0.4) })).toEqual([])
  expect(await tend({ now: inDays(0.6) })).toEqual([{ expired: 1 }])
  expect(await tend({ now: inDays(29) })).toEqual([])
  expect(await tend({ now: inDays(31) })).toEqual([{ expired: 1 }])
  expect(await states()).toEqual([
    { state: 'expired', reason: 'older_than_vendor_window', count: 1 },
    { state: 'expired', reason: 'waited_30_days', count: 1 },
  ])
  const view = await region.reader.event(workspaceId, hours.eventId)
  expect(view?.decisions.at(-1)).toMatchObject({ stage: 'send', verdict: 'expired', gate: 'age_window' })
})

test('the same while its breaker is open or all egress is stopped, and not while it runs', async () => {
  await region.ingest.ingest([expiring(inDays(1))])
  expect(await tend({ now: inDays(2) })).toEqual([])
  await region.admin.stopEgress(null, 'by_hand')
  expect(await tend({ now: inDays(2) })).toEqual([{ expired: 1 }])
  await region.admin.resumeEgress(null)
  await region.ingest.ingest([expiring(inDays(1))])
  await region.worker.reportHealth(aLease(), aHealth({ failuresInARow: 5, reason: 'timeout' }), 0)
  expect(await tend({ now: inDays(2) })).toEqual([{ expired: 1 }])
})

async function tend({ isConfigured = true, now = new Date() }): Promise<object[]> {
  const tended: object[] = []
  await tendStopped({
    store: region.maintain,
    isConfigured: async () => isConfigured,
    now: () => now,
    onTended: (what) => tended.push(what),
  })
  return tended
}

function states() {
  return region.database.sql`
    select state, reason, count(*)::integer from data.deliveries group by 1, 2 order by reason`
}
