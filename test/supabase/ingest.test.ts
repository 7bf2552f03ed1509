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
  expect(check).toEqual({
    destinationState: 'runnable',
    egressStopped: false,
    subjects: [],
    changedEventIds: [record.eventId],
  })
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
