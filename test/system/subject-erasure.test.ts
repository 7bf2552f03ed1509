import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import { verifyReceipts } from '../../core/receipts/verify.ts'
import { keysIn, keysOfSubject } from '../../core/subject-keys.ts'
import type { SubjectReport } from '../../ingest/subjects/subject-report.ts'
import { eraseSubjects } from '../../workers/erase-subjects.ts'
import { aFinish, leaseAll } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aSubjectDesk, type SubjectDesk } from '../support/a-subject-desk.ts'
import { metaId } from '../support/ingest-scene.ts'

const email = 'erica@plantedmail.example'
const everything = { marketing: true, analytics: true, functional: true, personalization: true }
const says = (categoryPreferences: JsonObject) => ({ consent: { categoryPreferences } })

let desk: SubjectDesk
beforeEach(async () => {
  desk = await aSubjectDesk()
})
afterEach(() => desk?.close())

const carryOut = (keys = desk.shop.workspaceKeys) =>
  eraseSubjects({
    erasure: desk.region.erasure,
    store: desk.region.maintain,
    receipts: desk.keeping,
    keysOf: async () => keys,
    now: () => desk.clock.now,
  })

async function erase(subject: JsonObject) {
  return (await (await desk.ask('/v1/subjects/erase', { subject })).json()) as {
    requestId: string
    cancelled: number
    linkedIdentifiers: number
    vendors: JsonObject[]
  }
}

async function rowsOf(table: string, eventIds: string[]): Promise<number> {
  const { sql } = desk.region.database
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from ${sql(`data.${table}`)} where event_id in ${sql(eventIds)}`
  return row?.n ?? -1
}

const tables = ['events', 'deliveries', 'decisions', 'attempts', 'queue', 'event_network', 'delivery_private']
const left = async (ids: string[]) => Promise.all(tables.map((table) => rowsOf(table, ids)))
const nothing = tables.map(() => 0)

test('one call by any identifier stops what waits, names who got something, and nothing of them rests but a denial', async () => {
  const person = { userId: 'erica', anonymousId: 'device-e', traits: { email } }
  const sent = await desk.order({ ...person, context: says(everything) })
  await desk.deliver()
  const refused = await desk.order({ anonymousId: 'device-e', context: says({ marketing: false }) })
  const waiting = await desk.order({ ...person, context: says({ ...everything, analytics: false }) })
  const foreign = await desk.order({ userId: 'stranger', context: says(everything) })
  await desk.choose({ userId: 'erica' }, { purposes: { analytics: 'granted' } })

  const answer = await erase({ email })
  expect(answer).toMatchObject({ cancelled: 1, linkedIdentifiers: 2 })
  expect(answer.vendors).toContainEqual(
    expect.objectContaining({ destinationId: metaId, sends: 1, hasErasureCall: false, steps: expect.any(String) }),
  )
  expect(await rowsOf('queue', [waiting])).toBe(0)

  expect(await carryOut()).toBe(1)
  expect(await left([sent, refused, waiting])).toEqual(nothing)
  expect(await rowsOf('events', [foreign])).toBe(1)
  const { subjects } = keysOfSubject(desk.shop.workspaceKeys, { ...person, email })
  const [facts] = await desk.region.ingest.subjectFacts(workspaceId, keysIn(subjects))
  expect(facts).toMatchObject({ suppressed: true, linked: [] })
  expect(facts?.choices.filter(({ value }) => value === 'granted')).toEqual([])
  expect(await carryOut()).toBe(0)
})

test('nothing is sent about them again, by whichever identifier, and a repeat brings nothing back', async () => {
  const order = { userId: 'erica', anonymousId: 'device-e', messageId: 'again-1', context: says(everything) }
  const eventId = await desk.order(order)
  await erase({ userId: 'erica' })
  await carryOut()
  expect(await desk.order(order)).toBe(eventId)
  expect(await rowsOf('events', [eventId])).toBe(0)
  const later = await desk.order({ anonymousId: 'device-e', context: says(everything) })
  const [meta] = await desk.region.database.sql`
    select state from data.deliveries where event_id = ${later} and destination_id = ${metaId}`
  expect(meta).toEqual({ state: 'suppressed' })
})

test('the chain says lawfully removed, and who asks later is told that it was', async () => {
  await desk.order({ userId: 'erica', context: says(everything) })
  await desk.order({ userId: 'stranger', context: says(everything) })
  const { requestId } = await erase({ userId: 'erica' })
  await carryOut()
  const { receipts } = desk.region
  const source = {
    seals: (after: number) => receipts.seals(workspaceId, after),
    rows: (from: number, below: number) => receipts.rows(workspaceId, from, below),
    tombstones: () => receipts.tombstones(workspaceId),
    sealedBelow: () => receipts.sealedBelow(),
  }
  const chain = await verifyReceipts(source, { verifier: desk.keeping.signer, heads: [] })
  // Two at ingest, and the two that the request cancelled.
  expect(chain).toMatchObject({ intact: true, erased: 4, purged: 0 })
  const report = (await (
    await desk.ask('/v1/subjects/export', { subject: { userId: 'erica' } })
  ).json()) as SubjectReport
  expect(report).toMatchObject({ sends: [], refusals: [], person: { suppressed: true } })
  expect(report.receipts.removed.onRequest).toEqual([{ at: desk.clock.now.toISOString(), decisions: 4 }])
  expect(report.requests).toMatchObject([{ requestId, kind: 'erasure', state: 'completed', outcome: { events: 1 } }])
})

test('where links lead to several accounts, only what was named goes', async () => {
  const till = { anonymousId: 'the-till' }
  const [one, other] = [
    await desk.order({ ...till, userId: 'first', context: says(everything) }),
    await desk.order({ ...till, userId: 'second', context: says(everything) }),
  ]
  expect(await erase({ userId: 'first' })).toMatchObject({ linkedIdentifiers: 0 })
  await carryOut()
  expect(await rowsOf('events', [one])).toBe(0)
  expect(await rowsOf('events', [other])).toBe(1)
})

test('what a worker holds in its hands is erased once it is let go, and without the key nothing is called done', async () => {
  const eventId = await desk.order({ userId: 'erica', context: says(everything) })
  const leases = await leaseAll(desk.region, 'worker-1', new Date(desk.clock.now.getTime() + 1_000))
  await erase({ userId: 'erica' })
  expect(await carryOut(null as never)).toBe(0)
  expect(await carryOut()).toBe(0)
  expect(await rowsOf('events', [eventId])).toBe(1)
  for (const lease of leases) {
    const ends = lease.deliveries.map((delivery) => aFinish(delivery, { outcome: 'suppressed', reason: 'suppressed' }))
    await desk.region.worker.finish(lease.leaseId, ends)
  }
  expect(await carryOut()).toBe(1)
  expect(await left([eventId])).toEqual(nothing)
})

test('who asked is listed with the day it is due, and only for the scope', async () => {
  desk.clock.now = new Date('2026-01-31T10:00:00.000Z')
  await erase({ userId: randomUUID() })
  expect(await (await desk.shop.get('/v1/subjects/requests', desk.key)).json()).toMatchObject({
    requests: [{ kind: 'erasure', state: 'open', dueBy: '2026-02-28', askedBy: expect.stringMatching(/^key /) }],
  })
  expect((await desk.shop.get('/v1/subjects/requests')).status).toBe(403)
  expect((await desk.ask('/v1/subjects/erase', { subject: { userId: 'x' } }, desk.shop.keys.secret)).status).toBe(403)
})
