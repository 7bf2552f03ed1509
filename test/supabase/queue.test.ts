import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { IngestRecord, Lease } from '../../supabase/queries/records.ts'
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
  await region.database.sql`truncate data.queue, data.leases, data.deliveries, data.workers, data.destination_queues`
})
afterEach(async () => {
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

test('a lease brings everything that a payload is made of', async () => {
  const record = anIngestRecord({
    network: { ip: '203.0.113.7', userAgent: null },
    identitySealed: 'c2VhbGVk',
    subjectKeys: [randomUUID()],
    deliveries: [aDeliveryRecord({ plainSealed: 'cGxhaW4=' })],
  })
  await region.ingest.ingest([record])
  expect(await leaseAll(region)).toEqual([
    {
      leaseId: expect.any(String),
      workspaceId,
      destinationId,
      probe: false,
      failures: 0,
      slots: null,
      caps: { requestsAtOnce: null, shareMax: null, version: 0 },
      deliveries: [
        {
          eventId: record.eventId,
          receivedAt: record.receivedAt,
          destinationId,
          run: 0,
          attempts: 0,
          firstAttemptAt: null,
          expiresAt: record.deliveries[0]?.expiresAt,
          plainSealed: 'cGxhaW4=',
          event: {
            eventId: record.eventId,
            receivedAt: record.receivedAt,
            workspaceId,
            sourceId: record.sourceId,
            body: record.body,
            identitySealed: 'c2VhbGVk',
            network: record.network,
            subjectKeys: record.subjectKeys,
            signals: [record.signals],
            configVersion: 1,
          },
        },
      ],
    },
  ])
  expect(await leaseAll(region, 'worker-2')).toEqual([])
})

test('what was delivered is terminal, loses its plain fields and keeps its attempt', async () => {
  const record = anIngestRecord({ deliveries: [aDeliveryRecord({ plainSealed: 'cGxhaW4=' })] })
  await region.ingest.ingest([record])
  const [lease] = await leaseAll(region)
  expect(await finishAll(lease!)).toBe(true)
  const view = await region.reader.event(workspaceId, record.eventId)
  expect(view?.deliveries).toMatchObject([{ state: 'delivered', attempts: 1, dueAt: null }])
  expect(view?.attempts).toMatchObject([{ attempt: 1, outcome: 'delivered', httpStatus: 200, durationMs: 12 }])
  expect(view?.decisions.map(({ stage, verdict }) => [stage, verdict])).toEqual([
    ['ingest', 'deliver'],
    ['send', 'deliver'],
  ])
  expect(await region.database.sql`select from data.delivery_private where event_id = ${record.eventId}`).toEqual([])
})

test('a retry waits until it is due and knows its first attempt', async () => {
  await region.ingest.ingest([anIngestRecord()])
  const [lease] = await leaseAll(region)
  const startedAt = new Date().toISOString()
  const dueAt = new Date(Date.now() + 60_000)
  await region.worker.finish(lease!.leaseId, [
    aFinish(lease!.deliveries[0]!, {
      outcome: 'retry',
      reason: 'timeout',
      dueAt: dueAt.toISOString(),
      attempt: { startedAt, durationMs: 30_000, httpStatus: null, detail: 'timed out' },
    }),
  ])
  expect(await leaseAll(region)).toEqual([])
  const [again] = await leaseAll(region, 'worker-1', dueAt)
  expect(again?.deliveries).toMatchObject([{ attempts: 1, firstAttemptAt: startedAt }])
})

test('a release burns no attempt', async () => {
  await region.ingest.ingest([anIngestRecord()])
  const [lease] = await leaseAll(region)
  const now = new Date()
  await region.worker.finish(lease!.leaseId, [
    aFinish(lease!.deliveries[0]!, {
      outcome: 'released',
      dueAt: now.toISOString(),
      countsAttempt: false,
      attempt: null,
    }),
  ])
  const [again] = await leaseAll(region, 'worker-1', now)
  expect(again?.deliveries).toMatchObject([{ attempts: 0, firstAttemptAt: null }])
})

test('a part of a lease can finish before the rest', async () => {
  await region.ingest.ingest(records(3))
  const [lease] = await leaseAll(region)
  expect(await region.worker.finish(lease!.leaseId, [aFinish(lease!.deliveries[1]!)])).toBe(true)
  expect(await ledgerViolations(region.database.sql)).toEqual([])
  expect(await finishAll(lease!)).toBe(true)
  expect(await finishAll(lease!)).toBe(false)
})

test('a finish with an old token changes nothing', async () => {
  await region.ingest.ingest(records(2))
  await region.worker.heartbeat('worker-dead')
  const [lost] = await leaseAll(region, 'worker-dead')
  expect(await region.worker.reclaim(['worker-dead'])).toBe(2)
  const [taken] = await leaseAll(region, 'worker-alive')
  expect(await finishAll(lost!)).toBe(false)
  const [queue] = await region.reader.queues(workspaceId)
  expect(queue).toMatchObject({ queued: 0, leased: 2 })
  expect(await finishAll(taken!)).toBe(true)
})

test('a finish names only deliveries of its lease', async () => {
  await region.ingest.ingest([...records(1), ...records(1, randomUUID())])
  const [mine, other] = await leaseAll(region)
  await region.worker.finish(mine!.leaseId, [aFinish(other!.deliveries[0]!)])
  const view = await region.reader.event(workspaceId, other!.deliveries[0]!.eventId)
  expect(view?.deliveries).toMatchObject([{ state: 'leased' }])
})

test('a worker whose counter stands still is seen by the others', async () => {
  await region.worker.heartbeat('a')
  expect(await region.worker.heartbeat('b')).toEqual([
    { workerId: 'a', counter: 1 },
    { workerId: 'b', counter: 1 },
  ])
  expect(await region.worker.heartbeat('b')).toContainEqual({ workerId: 'b', counter: 2 })
  await region.worker.reclaim(['a'])
  expect(await region.worker.heartbeat('b')).toEqual([{ workerId: 'b', counter: 3 }])
})

test('a destination with a long queue takes no more than its share', async () => {
  const quiet = randomUUID()
  await region.ingest.ingest([...records(150), ...records(2, quiet)])
  const leases = await lease({ perDestinationMax: 50 })
  expect(sizes(leases)).toEqual({ [destinationId]: 50, [quiet]: 2 })
  expect(sizes(await lease({ perDestinationMax: 50 }))).toEqual({ [destinationId]: 50 })
})

test('with more destinations than a lease takes, each has its turn', async () => {
  const destinations = Array.from({ length: 9 }, () => randomUUID())
  await region.ingest.ingest(destinations.flatMap((destination) => records(5, destination)))
  const served: string[] = []
  for (let turn = 0; turn < 3; turn++) {
    served.push(...Object.keys(sizes(await lease({ destinationsMax: 3, perDestinationMax: 1 }))))
  }
  expect(served.sort()).toEqual(destinations.sort())
})

test('a destination that a worker has its fill of is left out', async () => {
  const other = randomUUID()
  await region.ingest.ingest([...records(1), ...records(1, other)])
  expect(sizes(await lease({ exceptDestinations: [destinationId] }))).toEqual({ [other]: 1 })
})

test('a pause keeps the work, and a worker cannot lift it', async () => {
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', 'credentials_rejected')
  await region.ingest.ingest(records(1))
  await region.worker.reportHealth(aLease(), aHealth({ succeeded: true }), 0)
  await region.worker.pause(destinationId, workspaceId, 'settings_invalid')
  expect(await leaseAll(region)).toEqual([])
  expect(await region.reader.queues(workspaceId)).toMatchObject([
    { state: 'paused', reason: 'credentials_rejected', queued: 1, leased: 0 },
  ])
  await region.admin.setQueueState(destinationId, workspaceId, 'runnable', null)
  expect(sizes(await leaseAll(region))).toEqual({ [destinationId]: 1 })
})

test('the retry window stands still while paused', async () => {
  await region.ingest.ingest(records(1))
  const [first] = await leaseAll(region)
  const startedAt = new Date(Date.now() - 3_600_000).toISOString()
  await region.worker.finish(first!.leaseId, [
    aFinish(first!.deliveries[0]!, {
      outcome: 'retry',
      dueAt: new Date().toISOString(),
      attempt: { startedAt, durationMs: 1, httpStatus: 503, detail: null },
    }),
  ])
  await region.admin.setQueueState(destinationId, workspaceId, 'paused', null)
  await region.database.sql`update data.destination_queues set stopped_at = stopped_at - interval '30 minutes'`
  await region.admin.setQueueState(destinationId, workspaceId, 'runnable', null)
  const [again] = await leaseAll(region, 'worker-1', new Date(Date.now() + 1_000))
  const movedMinutes = (Date.parse(again!.deliveries[0]!.firstAttemptAt!) - Date.parse(startedAt)) / 60_000
  expect(movedMinutes).toBeCloseTo(30, 0)
})

test('a workspace that is moving away is not leased from', async () => {
  await region.ingest.ingest(records(1))
  await region.admin.putHome({ workspaceId, epoch: 1, state: 'moving', retentionDays: 180 })
  expect(await leaseAll(region)).toEqual([])
  await region.home(workspaceId)
  expect(sizes(await leaseAll(region))).toEqual({ [destinationId]: 1 })
})

test('after an emergency stop nothing is leased, the last check sees it, and windows stand still', async () => {
  await region.ingest.ingest(records(1))
  const check = () => region.worker.check({ workspaceId, destinationId, subjectKeys: [], leased: [] })
  for (const workspace of [workspaceId, null]) {
    await region.admin.stopEgress(workspace, 'by_hand')
    expect(await leaseAll(region)).toEqual([])
    expect(await check()).toMatchObject({ egressStopped: true })
    await region.database.sql`update data.egress_stops set since = since - interval '1 hour'`
    await region.admin.resumeEgress(workspace)
  }
  expect(await check()).toMatchObject({ egressStopped: false })
  const [row] = await region.database.sql`
    select round(extract(epoch from stood_still) / 3600)::integer as hours from data.destination_queues`
  expect(row?.hours).toBe(2)
  expect(sizes(await leaseAll(region))).toEqual({ [destinationId]: 1 })
})

test('the stop of one workspace leaves the others alone', async () => {
  await region.ingest.ingest(records(1))
  await region.admin.stopEgress(randomUUID(), 'by_hand')
  expect(sizes(await leaseAll(region))).toEqual({ [destinationId]: 1 })
})

test('the sweep finds work that a destination sleeps over', async () => {
  await region.ingest.ingest(records(1))
  await region.database.sql`update data.destination_queues set due_at = 'infinity'`
  expect(await leaseAll(region)).toEqual([])
  expect(await region.worker.sweep(new Date().toISOString())).toBe(1)
  expect(await region.worker.sweep(new Date().toISOString())).toBe(0)
  expect(sizes(await leaseAll(region))).toEqual({ [destinationId]: 1 })
})

test('suppressing a person cancels what waits and stops what is leased at the last check', async () => {
  const person = randomUUID()
  const suppressed = anIngestRecord({ lookupKeys: [person], subjectKeys: [person] })
  const other = anIngestRecord()
  await region.ingest.ingest([suppressed, other])
  expect(await region.admin.suppress(workspaceId, [person], 'asked')).toEqual({ cancelled: 1 })
  const view = await region.reader.event(workspaceId, suppressed.eventId)
  expect(view?.deliveries).toMatchObject([{ state: 'suppressed' }])
  expect(view?.decisions.at(-1)).toMatchObject({ stage: 'send', verdict: 'suppressed', gate: 'suppression' })
  const check = await region.worker.check({ workspaceId, destinationId, subjectKeys: [person], leased: [] })
  expect(check.subjects).toMatchObject([{ subjectKey: person, choices: [], suppressed: true }])
  expect((await leaseAll(region)).flatMap(({ deliveries }) => deliveries.map(({ eventId }) => eventId))).toEqual([
    other.eventId,
  ])
})

function records(number: number, destination = destinationId): IngestRecord[] {
  return Array.from({ length: number }, () =>
    anIngestRecord({ deliveries: [aDeliveryRecord({ destinationId: destination })] }),
  )
}

function lease(options: Partial<Parameters<TestRegion['worker']['lease']>[0]>): Promise<Lease[]> {
  return region.worker.lease({
    workerId: 'worker-1',
    destinationsMax: 256,
    perDestinationMax: 100,
    now: new Date().toISOString(),
    exceptDestinations: [],
    ...options,
  })
}

function sizes(leases: Lease[]): Record<string, number> {
  return Object.fromEntries(leases.map(({ destinationId: id, deliveries }) => [id, deliveries.length]))
}

function finishAll({ leaseId, deliveries }: Lease): Promise<boolean> {
  return region.worker.finish(
    leaseId,
    deliveries.map((delivery) => aFinish(delivery)),
  )
}
