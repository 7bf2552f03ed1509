import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFinish, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { aDeliveryRecord, aDeniedDelivery, anIngestRecord } from '../support/an-ingest-record.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region?.close())

async function aWorkspace(): Promise<string> {
  const workspaceId = randomUUID()
  await region.home(workspaceId)
  return workspaceId
}

test('tail pages through every event once, in the order they became visible', async () => {
  const workspaceId = await aWorkspace()
  const batches = Array.from({ length: 4 }, () => [anIngestRecord({ workspaceId }), anIngestRecord({ workspaceId })])
  for (const batch of batches) await region.ingest.ingest(batch)
  const first = await region.reader.tail(workspaceId, null, 3)
  expect(first).toHaveLength(3)
  const [oldest] = await region.reader.tail(workspaceId, null, 100)
  const seen = [oldest!.eventId]
  for (let after = oldest!; ; ) {
    const page = await region.reader.tail(workspaceId, after, 3)
    if (page.length === 0) break
    seen.push(...page.map(({ eventId }) => eventId))
    after = page.at(-1)!
  }
  const pairs = batches.map((batch) => batch.map(({ eventId }) => eventId).sort())
  expect(seen).toEqual(pairs.flat())
})

test('tail does not pass a transaction that is still open, and skips nothing once it commits', async () => {
  const workspaceId = await aWorkspace()
  const [early, slow, quick] = [1, 2, 3].map(() => anIngestRecord({ workspaceId }))
  await region.ingest.ingest([early!])
  await region.database.sql.begin(async (transaction) => {
    await transaction`select api.ingest_events(${JSON.stringify([slow])}::text::jsonb)`
    await region.ingest.ingest([quick!])
    expect(await region.reader.tail(workspaceId, null, 10)).toMatchObject([{ eventId: early?.eventId }])
  })
  const tail = await region.reader.tail(workspaceId, null, 10)
  expect(tail.map(({ eventId }) => eventId)).toEqual([early, slow, quick].map((record) => record?.eventId))
})

test('reconciliation adds up while things are in flight and after', async () => {
  const workspaceId = await aWorkspace()
  const [sent, denied] = [randomUUID(), randomUUID()]
  const record = anIngestRecord({
    workspaceId,
    deliveries: [aDeliveryRecord({ destinationId: sent }), aDeniedDelivery({ destinationId: denied })],
    filtered: [{ destinationId: randomUUID(), reason: 'route_filter', gate: 'route_filter' }],
  })
  await region.ingest.ingest([record])
  expect(await hours(workspaceId)).toMatchObject([
    { fanOut: 3, byState: { denied: 1, filtered: 1 }, inFlight: 1, gap: 0 },
  ])
  const lease = (await leaseAll(region)).find((held) => held.workspaceId === workspaceId)
  await region.worker.finish(lease!.leaseId, [aFinish(lease!.deliveries[0]!)])
  expect(await hours(workspaceId)).toMatchObject([
    { fanOut: 3, byState: { delivered: 1, denied: 1, filtered: 1 }, inFlight: 0, gap: 0 },
  ])
})

test('reconciliation shows a delivery that got lost as a gap', async () => {
  const workspaceId = await aWorkspace()
  await region.ingest.ingest([anIngestRecord({ workspaceId })])
  await region.database.sql`delete from data.queue where workspace_id = ${workspaceId}`
  await region.database.sql`delete from data.deliveries where workspace_id = ${workspaceId}`
  expect(await hours(workspaceId)).toMatchObject([{ fanOut: 1, byState: {}, inFlight: 0, gap: 1 }])
})

test('an event is found by each of its keys, newest first and no more than asked for', async () => {
  const workspaceId = await aWorkspace()
  const [person, order] = [randomUUID(), randomUUID()]
  const now = Date.now()
  const records = [3, 1, 2].map((minutes) =>
    anIngestRecord({
      workspaceId,
      receivedAt: new Date(now - minutes * 60_000).toISOString(),
      lookupKeys: minutes === 1 ? [person, order] : [person],
    }),
  )
  await region.ingest.ingest(records)
  const found = await region.reader.eventsByKey(workspaceId, person, 2)
  expect(found.map(({ eventId }) => eventId)).toEqual([records[1]?.eventId, records[2]?.eventId])
  expect(await region.reader.eventsByKey(workspaceId, order, 10)).toMatchObject([{ eventId: records[1]?.eventId }])
})

test('a source’s health counts what was not sent, by reason', async () => {
  const workspaceId = await aWorkspace()
  const filtered = [{ destinationId: randomUUID(), reason: 'bot', gate: 'accepts' }]
  await region.ingest.ingest([
    anIngestRecord({ workspaceId, deliveries: [aDeniedDelivery()] }),
    anIngestRecord({ workspaceId, deliveries: [aDeniedDelivery()], filtered }),
    anIngestRecord({ workspaceId }),
  ])
  const { sourceId } = anIngestRecord()
  expect(await region.reader.sourceHealth(workspaceId, sourceId)).toMatchObject({
    lastEventAt: expect.any(String),
    received24h: 3,
    notSentByReason: [
      { state: 'denied', reason: 'no_grant', count: 2 },
      { state: 'filtered', reason: 'bot', count: 1 },
    ],
  })
  expect(await region.reader.sourceHealth(workspaceId, randomUUID())).toMatchObject({
    lastEventAt: null,
    received24h: 0,
  })
})

async function hours(workspaceId: string): ReturnType<TestRegion['reader']['reconciliation']> {
  const [from, to] = [-3_600_000, 3_600_000].map((offset) => new Date(Date.now() + offset).toISOString())
  return region.reader.reconciliation(workspaceId, from!, to!)
}

test('what a vendor would ignore stays with the decision, by code, and is counted for the source’s doctor', async () => {
  const workspaceId = await aWorkspace()
  const deliveries = [['no_session_id', 'no_currency'], null].map((warnings) =>
    aDeliveryRecord({ destinationId: randomUUID(), warnings }),
  )
  const record = anIngestRecord({ workspaceId, deliveries })
  await region.ingest.ingest([record])
  const { decisions } = (await region.reader.event(workspaceId, record.eventId))!
  const byDestination = new Map(decisions.map(({ destinationId, warnings }) => [destinationId, warnings]))
  expect(byDestination.get(deliveries[0]!.destinationId)).toEqual(['no_session_id', 'no_currency'])
  expect(byDestination.get(deliveries[1]!.destinationId)).toBeNull()
  const { sourceId } = record
  const note = { workspaceId, sourceId, kind: 'preflight', code: 'ga4 no_session_id', number: 2 } as const
  await region.sourceNotes.add([{ ...note, at: new Date().toISOString() }])
  expect(await region.reader.sourceHealth(workspaceId, sourceId)).toMatchObject({
    preflightWarnings: [{ code: 'ga4 no_session_id', count: 2 }],
  })
})
