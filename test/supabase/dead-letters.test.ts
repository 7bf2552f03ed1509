import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryKey } from '../../supabase/queries/records.ts'
import { aChoice } from '../support/a-choice.ts'
import { aFinish, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { destinationId, workspaceId } from '../support/a-snapshot.ts'
import { aDeliveryRecord, anIngestRecord } from '../support/an-ingest-record.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region?.close())

interface Dying {
  reason?: string
  name?: string
  subject?: string
  purposes?: string[]
  destination?: string
}

async function dies(dying: Dying = {}): Promise<DeliveryKey> {
  const { reason = 'http_400', name = 'Home', subject = randomUUID(), purposes = ['advertising'] } = dying
  const delivery = aDeliveryRecord({
    destinationId: dying.destination ?? destinationId,
    purposes,
    plainSealed: 'c2VhbGVk',
  })
  const record = anIngestRecord({ name, lookupKeys: [subject], subjectKeys: [subject], deliveries: [delivery] })
  await region.ingest.ingest([record])
  const lease = (await leaseAll(region)).find(({ deliveries }) => deliveries[0]?.eventId === record.eventId)
  const [leased] = lease?.deliveries ?? []
  if (lease === undefined || leased === undefined) throw new Error('nothing was leased')
  const attempt = { startedAt: new Date().toISOString(), durationMs: 5, httpStatus: 400, detail: '{"error":"bad"}' }
  await region.worker.finish(lease.leaseId, [aFinish(leased, { outcome: 'dead', reason, attempt })])
  return leased
}

async function keeps({ eventId }: DeliveryKey): Promise<boolean> {
  const [row] = await region.database.sql<{ rows: number }[]>`
    select count(*)::int as rows from data.delivery_private where event_id = ${eventId}`
  return row?.rows === 1
}

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)
const find = (
  filter: object,
  after: Parameters<TestRegion['reader']['deadLetters']>[1]['after'] = null,
  rowsMax = 50,
) => region.reader.deadLetters(workspaceId, { filter, after, rowsMax })

test('a dead letter tells who refused it and how, and its sealed part is kept for a week and no longer', async () => {
  const dead = await dies({ reason: 'invalid_parameter' })
  const { letters } = await find({ eventId: dead.eventId })
  expect(letters).toEqual([
    expect.objectContaining({
      eventId: dead.eventId,
      reason: 'invalid_parameter',
      httpStatus: 400,
      detail: '{"error":"bad"}',
      attempts: 1,
      name: 'Home',
      sealedPartKept: true,
    }),
  ])
  await region.maintain.forgetDeadParts(inDays(6.9))
  expect(await keeps(dead)).toBe(true)
  await region.maintain.forgetDeadParts(inDays(7.1))
  expect(await keeps(dead)).toBe(false)
  expect((await find({ eventId: dead.eventId })).letters).toMatchObject([{ sealedPartKept: false }])
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})

test('filters by destination, reason, name and time; what was retried to its end is found by its reason', async () => {
  const destination = randomUUID()
  const refused = await dies({ destination, reason: 'http_413', name: 'Order Completed' })
  const exhausted = await dies({ destination, reason: 'retries_exhausted:http_500' })
  const ids = async (filter: object) =>
    (await find({ destinationId: destination, ...filter })).letters.map(({ eventId }) => eventId)
  expect(await ids({})).toEqual([exhausted.eventId, refused.eventId])
  expect(await ids({ reason: 'http_500' })).toEqual([exhausted.eventId])
  expect(await ids({ name: 'Order Completed' })).toEqual([refused.eventId])
  expect(await ids({ to: inDays(-1).toISOString() })).toEqual([])
  expect(await ids({ from: inDays(-1).toISOString() })).toHaveLength(2)
  expect((await find({ destinationId: destination })).counts).toEqual(
    expect.arrayContaining([{ destinationId: destination, reason: 'http_413', count: 1 }]),
  )
})

test('pages follow each other without a gap or a repeat, though many died in one millisecond', async () => {
  const destination = randomUUID()
  for (let one = 0; one < 5; one += 1) await dies({ destination })
  await region.database.sql`
    update data.dead_letters set died_at = '2026-11-24T10:00:00Z' where destination_id = ${destination}`
  const seen: string[] = []
  for (let after: Parameters<typeof find>[1] = null; ; ) {
    const { letters } = await find({ destinationId: destination }, after, 2)
    seen.push(...letters.map(({ eventId }) => eventId))
    after = letters.at(-1) ?? null
    if (letters.length < 2) break
  }
  expect(seen).toHaveLength(5)
  expect(new Set(seen).size).toBe(5)
})

test('a withdrawal takes the sealed part with it in its transaction; a choice about another purpose does not', async () => {
  const subject = randomUUID()
  const dead = await dies({ subject, purposes: ['advertising'] })
  const subjects = [{ key: subject, kind: 'email' as const }]
  await region.consent.record(aChoice({ subjects, purposes: { analytics: 'denied' } }))
  await region.consent.record(aChoice({ subjects, purposes: { advertising: 'granted' } }))
  expect(await keeps(dead)).toBe(true)
  await region.consent.record(
    aChoice({ subjects, purposes: { advertising: 'denied' }, chosenAt: inDays(0).toISOString() }),
  )
  expect(await keeps(dead)).toBe(false)
})

test('an objection takes it, too', async () => {
  const subject = randomUUID()
  const dead = await dies({ subject })
  await region.admin.suppress(workspaceId, [subject], 'objection')
  expect(await keeps(dead)).toBe(false)
})

test('what died while its person withdrew is found by the next round of maintenance', async () => {
  const subject = randomUUID()
  const subjects = [{ key: subject, kind: 'email' as const }]
  await region.consent.record(aChoice({ subjects, purposes: { advertising: 'denied' } }))
  const dead = await dies({ subject })
  expect(await keeps(dead)).toBe(true)
  await region.maintain.forgetDeadParts(new Date())
  expect(await keeps(dead)).toBe(false)
})

test('an event that is gone leaves no dead letter behind', async () => {
  const dead = await dies()
  const { sql } = region.database
  await sql`delete from data.deliveries where event_id = ${dead.eventId}`
  expect((await find({ eventId: dead.eventId })).letters).toEqual([])
  await region.maintain.purge(new Date())
  expect(await sql`select from data.dead_letters where event_id = ${dead.eventId}`).toEqual([])
})
