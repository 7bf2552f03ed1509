import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFinish, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { destinationId, workspaceId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, aDeniedDelivery, anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())

test('answers come in input order, whatever order the ids sort in', async () => {
  const records = Array.from({ length: 40 }, () => anIngestRecord())
  const results = await region.ingest.ingest(records)
  expect(results).toEqual(records.map(({ eventId }) => ({ eventId, status: 'accepted', code: null })))
})

test('a repeat is a duplicate of the same event and stores nothing twice', async () => {
  const record = anIngestRecord()
  await region.ingest.ingest([record])
  const [again] = await region.ingest.ingest([{ ...record, receivedAt: new Date().toISOString() }])
  expect(again).toEqual({ eventId: record.eventId, status: 'duplicate', code: null })
  const { sql } = region.database
  const [counts] = await sql`
    select (select count(*)::int from data.events where event_id = ${record.eventId}) as events,
      (select count(*)::int from data.queue where event_id = ${record.eventId}) as queued
  `
  expect(counts).toEqual({ events: 1, queued: 1 })
})

test('the same id with another body is a duplicate that says so', async () => {
  const record = anIngestRecord()
  await region.ingest.ingest([record])
  const [again] = await region.ingest.ingest([{ ...record, bodyHash: 'cd'.repeat(32) }])
  expect(again).toMatchObject({ status: 'duplicate', code: 'body_differs' })
})

test('of two equal ids in one batch the first is accepted and the second is named', async () => {
  const record = anIngestRecord()
  const results = await region.ingest.ingest([record, record])
  expect(results.map(({ status, code }) => [status, code])).toEqual([
    ['accepted', null],
    ['duplicate', 'in_batch_duplicate'],
  ])
})

test('another epoch or a workspace of elsewhere is refused item by item', async () => {
  const results = await region.ingest.ingest([
    anIngestRecord({ epoch: 2 }),
    anIngestRecord(),
    anIngestRecord({ workspaceId: randomUUID() }),
  ])
  expect(results.map(({ status, code }) => code ?? status)).toEqual(['wrong_home', 'accepted', 'wrong_home'])
})

test('what Postgres cannot hold is rejected alone and its neighbours are stored', async () => {
  const poison = [
    anIngestRecord({ name: 'a\u0000b' }),
    anIngestRecord({ body: { text: '\ud800' } }),
    anIngestRecord({ fanOut: 99_999 }),
  ]
  const good = Array.from({ length: 5 }, () => anIngestRecord())
  const results = await region.ingest.ingest([...good.slice(0, 2), ...poison, ...good.slice(2)])
  expect(results.map(({ status, code }) => code ?? status)).toEqual([
    ...['accepted', 'accepted'],
    ...['not_storable', 'not_storable', 'not_storable'],
    ...['accepted', 'accepted', 'accepted'],
  ])
})

test('a day without its partition is the store being away, not the event being wrong', async () => {
  await expect(
    region.ingest.ingest([anIngestRecord({ receivedAt: '2020-01-01T00:00:00.000Z' })]),
  ).rejects.toMatchObject({ name: 'StoreUnavailableError' })
})

test('a stricter repeat takes a waiting delivery out of the queue and says why', async () => {
  const record = anIngestRecord({ deliveries: [aDeliveryRecord({ plainSealed: 'c2VhbGVk' })] })
  await region.ingest.ingest([record])
  await region.ingest.ingest([
    { ...record, signalsId: 'signals-gpc', signals: { gpc: true }, deliveries: [aDeniedDelivery({ reason: 'gpc' })] },
  ])
  const view = await region.reader.event(workspaceId, record.eventId)
  expect(view?.deliveries).toMatchObject([{ destinationId, state: 'denied', reason: 'gpc', dueAt: null }])
  expect(view?.decisions.map(({ verdict, signalsId }) => [verdict, signalsId])).toEqual([
    ['deliver', 'signals-1'],
    ['denied', 'signals-gpc'],
  ])
  expect(view?.signals).toEqual([record.signals, { gpc: true }])
  const { sql } = region.database
  expect(await sql`select from data.delivery_private where event_id = ${record.eventId}`).toHaveLength(0)
})

test('a stricter repeat of a leased delivery reaches its worker through the last check', async () => {
  const record = anIngestRecord({ deliveries: [aDeliveryRecord({ destinationId: randomUUID() })] })
  await region.ingest.ingest([record])
  const leases = await leaseAll(region, 'tighten')
  const lease = leases.find(({ deliveries }) => deliveries.some(({ eventId }) => eventId === record.eventId))
  await region.ingest.ingest([
    {
      ...record,
      signalsId: 'signals-gpc',
      signals: { gpc: true },
      deliveries: [aDeniedDelivery({ destinationId: record.deliveries[0]!.destinationId })],
    },
  ])
  const check = await region.worker.check({
    workspaceId,
    destinationId: lease!.destinationId,
    subjectKeys: [],
    leased: lease!.deliveries.map(({ eventId, receivedAt, event }) => ({
      eventId,
      receivedAt,
      signals: event.signals.length,
    })),
  })
  expect(check).toEqual({ destinationState: 'runnable', subjects: [], changedEventIds: [record.eventId] })
  for (const { leaseId, deliveries } of leases)
    await region.worker.finish(
      leaseId,
      deliveries.map((d) => aFinish(d)),
    )
})

test('a looser repeat changes nothing', async () => {
  const record = anIngestRecord({ deliveries: [aDeniedDelivery()] })
  await region.ingest.ingest([record])
  await region.ingest.ingest([{ ...record, deliveries: [aDeliveryRecord()] }])
  const view = await region.reader.event(workspaceId, record.eventId)
  expect(view?.deliveries).toMatchObject([{ state: 'denied' }])
  expect(view?.decisions).toHaveLength(1)
})

test('the view of an event is what was stored', async () => {
  const record = anIngestRecord({
    network: { ip: '203.0.113.7', userAgent: 'UA/1' },
    filtered: [{ destinationId: randomUUID(), reason: 'route_filter', gate: 'route_filter' }],
  })
  await region.ingest.ingest([record])
  expect(await region.reader.event(workspaceId, record.eventId)).toMatchObject({
    eventId: record.eventId,
    receivedAt: record.receivedAt,
    occurredAt: record.occurredAt,
    body: record.body,
    network: record.network,
    fanOut: 2,
    filtered: record.filtered,
    deliveries: [{ state: 'queued', attempts: 0, dueAt: record.receivedAt }],
  })
})

test('is ready while today has its partitions, and says which is missing', async () => {
  expect(await region.ingest.notReady(new Date())).toBeNull()
  expect(await region.ingest.notReady(new Date('2020-01-01T12:00:00Z'))).toBe('partition attempts_20200101 is missing')
})
