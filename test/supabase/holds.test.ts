import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectConsent, connectIngest } from '../../supabase/queries/connect.ts'
import type { DueHold, SettledHold } from '../../supabase/queries/records.ts'
import { aChoice } from '../support/a-choice.ts'
import { aDecisionRecord, aRegion, type TestRegion } from '../support/a-region.ts'
import { destinationId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, aDeniedDelivery, aHeldRecord, anIngestRecord } from '../support/an-ingest-record.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())

const choiceOf = (deviceKey: string, value: 'granted' | 'denied') =>
  aChoice({ subjects: [{ key: deviceKey, kind: 'anonymous_id' }], purposes: { advertising: value } })

function settled({ workspaceId, eventId, receivedAt, deliveries }: DueHold): SettledHold {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  return {
    ...{ workspaceId, eventId, receivedAt },
    deliveries: deliveries.map((one) => ({ ...one, decision: aDecisionRecord(), expiresAt, plainSealed: 'plain' })),
    event: { occurredAt: receivedAt, body: { type: 'page' }, identitySealed: 'identity', network: null },
  }
}

async function statesOf(eventIds: string[]): Promise<Record<string, number>> {
  const { sql } = region.database
  const rows = await sql<{ state: string; number: number }[]>`
    select state || ': ' || reason as state, count(*)::int as number from data.deliveries
    where event_id in ${sql(eventIds)} group by 1
  `
  return Object.fromEntries(rows.map(({ state, number }) => [state, number]))
}

test('of one device no more than fifty events are held, also where eight calls come at once', async () => {
  const device = randomUUID()
  const batches = Array.from({ length: 8 }, () => Array.from({ length: 10 }, () => aHeldRecord(device)))
  const stores = batches.map(() => connectIngest(region.database.url, { connectionsMax: 1 }))
  await Promise.all(stores.map((store, n) => store.ingest(batches[n] ?? [])))
  await Promise.all(stores.map((store) => store.close()))
  const ids = batches.flat().map(({ eventId }) => eventId)
  expect(await statesOf(ids)).toEqual({ 'held: not_asked': 50, 'denied: hold_limit': 30 })
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

test('whatever is asked for, half an hour by the clock of the database is all', async () => {
  const record = aHeldRecord(randomUUID())
  await region.ingest.ingest([{ ...record, hold: { ...record.hold!, seconds: 86_400 } }])
  const [row] = await region.database.sql<{ length: string }[]>`
    select (held_until - held_at)::text as length from data.holds where event_id = ${record.eventId}
  `
  expect(row?.length).toBe('00:30:00')
  const longer = region.database.sql`
    update data.holds set held_until = held_until + interval '1 second' where event_id = ${record.eventId}
  `
  await expect(longer).rejects.toThrow('holds_half_an_hour_at_most')
})

test('a repeat holds nothing again, and in a batch each event is held or not by itself', async () => {
  const device = randomUUID()
  const [held, sent, denied] = [
    aHeldRecord(device),
    anIngestRecord(),
    anIngestRecord({ deliveries: [aDeniedDelivery()] }),
  ]
  const answers = await region.ingest.ingest([sent, held, denied, held])
  expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted', 'duplicate'])
  await region.ingest.ingest([held])
  const ids = [held, sent, denied].map(({ eventId }) => eventId)
  expect(await statesOf(ids)).toEqual({ 'held: not_asked': 1, 'queued: ok': 1, 'denied: no_grant': 1 })
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

test('a refusal that came while ingest decided holds nothing', async () => {
  const device = randomUUID()
  await region.consent.record(choiceOf(device, 'denied'))
  const record = aHeldRecord(device)
  await region.ingest.ingest([record])
  expect(await statesOf([record.eventId])).toEqual({ 'denied: hold_refused': 1 })
})

test('a repeat that would only be held ends what its first one had let in', async () => {
  const first = anIngestRecord({ deliveries: [aDeliveryRecord()] })
  await region.ingest.ingest([first])
  const { deliveries, hold } = aHeldRecord(randomUUID())
  await region.ingest.ingest([{ ...first, reduced: true, deliveries, ...(hold && { hold }) }])
  expect(await statesOf([first.eventId])).toEqual({ 'denied: repeat_says_less': 1 })
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

test('an answer is handed out once in ten seconds, and again when its worker died', async () => {
  const device = randomUUID()
  const record = aHeldRecord(device)
  await region.ingest.ingest([record])
  await region.consent.record(choiceOf(device, 'granted'))
  expect((await region.holds.due(100)).holds.map(({ eventId }) => eventId)).toEqual([record.eventId])
  expect((await region.holds.due(100)).holds).toEqual([])
  await region.database.sql`update data.holds set due_at = now() where event_id = ${record.eventId}`
  const [again] = (await region.holds.due(100)).holds
  expect(await region.holds.settle(settled(again!))).toBe(true)
  expect(await region.holds.settle(settled(again!))).toBe(false)
  expect(await statesOf([record.eventId])).toEqual({ 'queued: ok': 1 })
})

test('release, its end and a refusal at once: every event is in one state, with one line that says so', async () => {
  const devices = Array.from({ length: 60 }, () => randomUUID())
  const records = devices.map((device) => aHeldRecord(device))
  await region.ingest.ingest(records)
  for (const device of devices) await region.consent.record(choiceOf(device, 'granted'))
  const due = (await region.holds.due(200)).holds
  expect(due).toHaveLength(60)
  const ids = records.map(({ eventId }) => eventId)
  const { sql } = region.database
  // A third of them ends in the middle of it.
  await sql`
    update data.holds set held_until = clock_timestamp() + interval '30 milliseconds', due_at = clock_timestamp()
    where event_id in ${sql(ids.slice(0, 20))}
  `
  const consents = Array.from({ length: 4 }, () => connectConsent(region.database.url))
  const refusing = devices.slice(10).map((device, n) => consents[n % 4]?.record(choiceOf(device, 'denied')))
  const releasing = due.flatMap((hold) => [region.holds.settle(settled(hold)), region.holds.settle(settled(hold))])
  const ending = Array.from({ length: 8 }, () => region.holds.due(100))
  await Promise.all([...refusing, ...releasing, ...ending])
  await Promise.all(consents.map((consent) => consent.close()))
  await region.holds.due(100)

  expect(await ledgerViolations(sql)).toEqual([])
  const lines = await sql<{ verdicts: string }[]>`
    select string_agg(verdict, ', ' order by verdict) as verdicts from data.decisions
    where stage = 'hold' and event_id in ${sql(ids)}
    group by event_id
  `
  expect(lines).toHaveLength(60)
  // A refusal may find in the queue what it had seen held: then it ends it there.
  for (const { verdicts } of lines) expect(['deliver', 'denied', 'expired', 'deliver, denied']).toContain(verdicts)
  const states = await statesOf(ids)
  // Whoever was released and then refused has left the queue again.
  const privateParts = await sql`select from data.delivery_private where event_id in ${sql(ids)}`
  expect(privateParts).toHaveLength(states['queued: ok'] ?? 0)
  const queued = await sql`select from data.queue where event_id in ${sql(ids)} and destination_id = ${destinationId}`
  expect(queued).toHaveLength(states['queued: ok'] ?? 0)
  expect(await sql`select from data.holds where event_id in ${sql(ids)}`).toHaveLength(0)
})
