import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { UnavailableError } from '../../core/errors.ts'
import { masterKeyFrom } from '../../core/keyring.ts'
import type { LaterResult } from '../../destinations/contract.ts'
import { googleDataManager } from '../../destinations/google_data_manager/index.ts'
import type { AnyDestination } from '../../destinations/registry.ts'
import { type FollowUpDeps, followUp } from '../../workers/follow-up.ts'
import { keptRequests } from '../../workers/later-results.ts'
import type { SendOutcome } from '../../workers/sendable.ts'
import { aFinish, aRegion, leaseAll, type TestRegion } from '../support/a-region.ts'
import { aDestination, aSnapshot, destinationId, workspaceId } from '../support/a-snapshot.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'
import { ledgerViolations } from '../support/ledger-violations.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region?.close())

const acceptedAt = new Date()
const master = masterKeyFrom(new Uint8Array(32).fill(1))
const minutes = (count: number): Date => new Date(acceptedAt.getTime() + count * 60_000)
const hours = (count: number): Date => minutes(60 * count)

/** So many deliveries of one request, accepted a moment ago. */
async function accepts(requestId: string, rows: number): Promise<string[]> {
  const records = Array.from({ length: rows }, () => anIngestRecord())
  await region.ingest.ingest(records)
  const [lease] = await leaseAll(region)
  if (lease === undefined) throw new Error('nothing was leased')
  const outcomes = lease.deliveries.map((delivery) => ({ kind: 'delivered', sendable: { delivery }, requestId }))
  const asked = { workspaceId, destinationId, purposes: ['advertising'], withinSeconds: 24 * 3600, now: acceptedAt }
  await region.followUps.keep(keptRequests(outcomes as unknown as SendOutcome[], asked))
  const attempt = { startedAt: acceptedAt.toISOString(), durationMs: 5, httpStatus: 200, detail: 'request r' }
  const finished = lease.deliveries.map((delivery) => aFinish(delivery, { reason: 'accepted', attempt }))
  expect(await region.worker.finish(lease.leaseId, finished)).toBe(true)
  return records.map(({ eventId }) => eventId)
}

function depsAt(now: Date, ask: (requestId: string) => Promise<LaterResult>, asked: string[] = []): FollowUpDeps {
  const snapshot = aSnapshot({
    destinations: [aDestination({ type: 'google_data_manager', settings: {}, credentialsSealed: null })],
    dataKeyWrapped: master.wrap(new Uint8Array(32).fill(7), workspaceId),
  })
  const { oauth: _, ...withoutTokens } = googleDataManager as unknown as AnyDestination
  const definition: AnyDestination = {
    ...withoutTokens,
    settings: z.looseObject({}),
    credentials: z.looseObject({}),
    later: {
      ask(requestId) {
        asked.push(requestId)
        return ask(requestId)
      },
      withinSeconds: 24 * 3600,
    },
  }
  return {
    followUps: region.followUps,
    snapshots: { current: async () => snapshot },
    destinationFor: () => definition,
    keyProvider: master,
    sender: { send: () => Promise.reject(new Error('nothing is sent')), close: async () => undefined },
    tokens: { current: () => Promise.reject(new Error('no token is asked for')) },
    now: () => now,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  }
}

async function endOf(eventIds: string[]) {
  const rows = await region.database.sql<{ state: string; reason: string; detail: string; letters: number }[]>`
    select d.state, d.reason, a.detail,
      (select count(*)::int from data.dead_letters as l where l.event_id = d.event_id) as letters
    from data.deliveries as d join data.attempts as a on a.event_id = d.event_id
    where d.event_id = any (${eventIds})`
  return rows.map(({ state, reason, detail, letters }) => ({ state, reason, detail, letters }))
}

const says =
  (...refused: { reason: string; count: number }[]) =>
  async (): Promise<LaterResult> => {
    return { done: true, refused }
  }

test('a confirmed request confirms each of its deliveries, once', async () => {
  const ids = await accepts('r-confirmed', 2)
  const asked: string[] = []
  await followUp(depsAt(minutes(0.5), says(), asked))
  expect(asked).toEqual([])
  await followUp(depsAt(minutes(1), says(), asked))
  await followUp(depsAt(minutes(9), says(), asked))
  expect(asked).toEqual(['r-confirmed'])
  const detail = 'request r; the vendor confirmed this request'
  expect(await endOf(ids)).toEqual(Array(2).fill({ state: 'delivered', reason: 'confirmed', detail, letters: 0 }))
})

test('a refusal of the only row ends it with the vendor’s reason and a dead letter', async () => {
  const ids = await accepts('r-one', 1)
  await followUp(depsAt(minutes(1), says({ reason: 'invalid_gclid', count: 1 })))
  const detail = 'request r; 1 of 1 rows of this request were refused: invalid_gclid 1'
  expect(await endOf(ids)).toEqual([{ state: 'dead', reason: 'invalid_gclid', detail, letters: 1 }])
})

test('when some of many were refused nobody knows which: each says how many, and none goes again', async () => {
  const ids = await accepts('r-some', 3)
  const refused = [
    { reason: 'invalid_gclid', count: 1 },
    { reason: 'event_too_old', count: 1 },
  ]
  await followUp(depsAt(minutes(1), says(...refused)))
  const detail = 'request r; 2 of 3 rows of this request were refused: invalid_gclid 1, event_too_old 1'
  expect(await endOf(ids)).toEqual(Array(3).fill({ state: 'delivered', reason: 'partly_refused', detail, letters: 0 }))
  expect(await leaseAll(region, 'worker-2', hours(30))).toEqual([])
})

test('when all of many were refused each is dead', async () => {
  const ids = await accepts('r-all', 2)
  await followUp(depsAt(minutes(1), says({ reason: 'event_too_old', count: 1 }, { reason: 'invalid_gclid', count: 1 })))
  expect(await endOf(ids)).toMatchObject(Array(2).fill({ state: 'dead', reason: 'refused_later', letters: 1 }))
})

test('a vendor that works, or is away, is asked ever more rarely, and no more when its time is over', async () => {
  const ids = await accepts('r-silent', 1)
  const asked: string[] = []
  const working = async (): Promise<LaterResult> => ({ done: false })
  const away = () => Promise.reject(new UnavailableError('http_503', 'the vendor answered 503'))
  await followUp(depsAt(minutes(1), working, asked))
  await followUp(depsAt(minutes(2.9), working, asked))
  expect(asked).toHaveLength(1)
  await followUp(depsAt(minutes(3), away, asked))
  await followUp(depsAt(minutes(6.9), away, asked))
  expect(asked).toHaveLength(2)
  expect(await endOf(ids)).toMatchObject([{ state: 'delivered', reason: 'accepted' }])
  await followUp(depsAt(hours(25), working, asked))
  await followUp(depsAt(hours(30), working, asked))
  expect(asked).toHaveLength(3)
  expect(await endOf(ids)).toMatchObject([{ state: 'delivered', reason: 'not_confirmed' }])
})

test('of two processes one asks; what a dead one held is asked by another later', async () => {
  await accepts('r-held', 1)
  const options = { now: minutes(1).toISOString(), holdSeconds: 300, rowsMax: 20 }
  const claims = await Promise.all([region.followUps.claim(options), region.followUps.claim(options)])
  expect(claims.flat()).toMatchObject([{ requestId: 'r-held', rows: 1, asks: 1 }])
  expect(await region.followUps.claim(options)).toEqual([])
  await region.database.sql`update data.follow_ups set held_until = clock_timestamp() - interval '1 second'`
  expect(await region.followUps.claim(options)).toMatchObject([{ requestId: 'r-held', asks: 2 }])
})

test('the outcome lands on nothing that was sent anew meanwhile, and the ledger stays whole', async () => {
  const ids = await accepts('r-late', 1)
  await region.database.sql`update data.deliveries set reason = 'delivered' where event_id = any (${ids})`
  const key = { workspaceId, destinationId, requestId: 'r-late' }
  const outcome = { state: 'dead', reason: 'invalid_gclid', detail: 'x' } as const
  expect(await region.followUps.settle(key, outcome)).toBe(0)
  expect(await endOf(ids)).toMatchObject([{ state: 'delivered', reason: 'delivered', letters: 0 }])
  expect(await ledgerViolations(region.database.sql)).toEqual([])
})
