import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { connectIngestOverRpc } from '../../supabase/queries/connect-over-rpc.ts'
import { ingestOverRpc } from '../../supabase/queries/ingest-over-rpc.ts'
import { asEntry } from '../../supabase/queries/ingest-store.ts'
import type { IngestStore } from '../../supabase/queries/ports.ts'
import { openRpc, type RpcOptions } from '../../supabase/queries/rpc.ts'
import { createServiceToken } from '../../supabase/queries/service-token.ts'
import { aPostgrest, type Misbehaviour, type PostgrestStandIn } from '../support/a-postgrest.ts'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { anIngestRecord } from '../support/an-ingest-record.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'
import { acceptIngestStore } from './ingest-acceptance.ts'

acceptIngestStore('supabase-js', async (region) => {
  const postgrest = await aPostgrest(region.database.url)
  return { store: storeOver(postgrest), close: postgrest.close }
})

describe('the ingest store over supabase-js', () => {
  let region: TestRegion
  let postgrest: PostgrestStandIn
  beforeAll(async () => {
    region = await aRegion()
    postgrest = await aPostgrest(region.database.url)
  })
  afterAll(async () => {
    await postgrest.close()
    await region.close()
  })

  test('one jsonb answer of 2,500 items arrives whole', async () => {
    const records = Array.from({ length: 2_500 }, () => anIngestRecord({ deliveries: [], fanOut: 0 }))
    postgrest.calls.length = 0
    const results = await ingestOverRpc(openRpc(optionsFor(postgrest))).ingestEvents(records.map(asEntry))
    expect(results).toEqual(records.map(({ eventId }) => ({ eventId, status: 'accepted', code: null })))
    expect(postgrest.calls).toEqual(['ingest_events'])
  })

  test('the token opens the functions of tl_ingest and no others', async () => {
    const rpc = openRpc(optionsFor(postgrest))
    await expect(rpc.call('list_leases', { worker: 'w' }, z.unknown())).rejects.toMatchObject({ code: '42501' })
    await expect(rpc.call('no_such', {}, z.unknown())).rejects.toMatchObject({ code: 'PGRST202' })
    const stranger = openRpc({ ...optionsFor(postgrest), token: tokenOf(postgrest, 'tl_worker') })
    await expect(stranger.call('list_leases', { worker: 'w' }, z.unknown())).resolves.toEqual([])
    await expect(stranger.call('ingest_events', { batch: [] }, z.unknown())).rejects.toMatchObject({ code: '42501' })
  })

  test('no token, a stale, a forged one and a role that is not there are 503 and reject no event', async () => {
    const tokens: [string, () => Promise<string>][] = [
      ['PGRST303', tokenOf(postgrest, 'tl_ingest', { nowMs: () => Date.now() - 3_600_000 })],
      ['PGRST301', tokenOf(postgrest, 'tl_ingest', { secret: 'another secret that nobody configured' })],
      ['PGRST301', async () => 'no.jwt.atall'],
      ['22023', tokenOf(postgrest, 'tl_nobody' as never)],
      ['42501', tokenOf(postgrest, 'postgres' as never)],
    ]
    for (const [code, token] of tokens) {
      const store = storeOver(postgrest, { token })
      await expect(store.ingest([anIngestRecord()])).rejects.toMatchObject({ name: 'StoreUnavailableError', code })
    }
    const lost = storeOver(postgrest, { token: () => Promise.reject(new Error('the key store is away')) })
    await expect(lost.ingest([anIngestRecord()])).rejects.toMatchObject({ code: 'no_token' })
    const keyless = storeOver(postgrest, { apiKey: 'sb_publishable_other' })
    await expect(keyless.ingest([anIngestRecord()])).rejects.toMatchObject({ code: 'http_401' })
  })

  test.each(misbehaviours())('%s is the store being away, for every call', async (_name, how) => {
    const store = storeOver(postgrest, { timeoutMs: 300 })
    await during(how, async () => {
      const away = { name: 'StoreUnavailableError' }
      await expect(store.ingest([anIngestRecord()])).rejects.toMatchObject(away)
      await expect(store.subjectFacts(workspaceId, [workspaceId])).rejects.toMatchObject(away)
      await expect(store.notReady(new Date())).rejects.toMatchObject(away)
    })
  })

  test.each(misbehaviours())(
    '%s is 503 with Retry-After at the door, and what is sent again is stored once',
    async (_name, how) => {
      const { post } = sceneOver(storeOver(postgrest, { timeoutMs: 300 }))
      const order = anOrder()
      const refused = await during(how, () => post('/v1/track', order), 'ingest_events')
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await answerOf(refused)).not.toHaveProperty('results')
      const committed = how.kind === 'cut' || how.kind === 'reset_after_commit'
      const again = await firstResult(post('/v1/track', order))
      expect(again.status).toBe(committed ? 'duplicate' : 'accepted')
      const [counts] = await region.database.sql`
      select (select count(*)::int from data.events where event_id = ${again.eventId ?? null}) as events,
        (select count(*)::int from data.deliveries where event_id = ${again.eventId ?? null}) as deliveries
    `
      expect(counts).toEqual({ events: 1, deliveries: 2 })
    },
  )

  test('an answer lost after its commit is asked for again: a duplicate, stored once', async () => {
    const record = anIngestRecord()
    postgrest.misbehave({ kind: 'reset_after_commit' }, { times: 1 })
    const results = await storeOver(postgrest).ingest([record])
    expect(results).toEqual([{ eventId: record.eventId, status: 'duplicate', code: null }])
  })

  test('a lost connection is tried again, a refusal and a time-out are not', async () => {
    const store = storeOver(postgrest, { timeoutMs: 300 })
    postgrest.calls.length = 0
    await during({ kind: 'reset' }, () => store.ingest([anIngestRecord()]).catch(() => null))
    expect(postgrest.calls).toHaveLength(4)
    for (const how of [{ kind: 'hang' } as const, answer(503, '{}'), answer(429, '{}')]) {
      postgrest.calls.length = 0
      await during(how, () => store.ingest([anIngestRecord()]).catch(() => null))
      expect(postgrest.calls).toHaveLength(1)
    }
  })

  test('an error names code and call, never what Postgres or the gateway quoted', async () => {
    const store = storeOver(postgrest)
    const quoting = answer(500, JSON.stringify({ code: 'XX000', message: 'value "jane@example.com" is odd' }))
    const error = await during(quoting, () => store.ingest([anIngestRecord()]).catch((thrown: unknown) => thrown))
    expect(error).toMatchObject({ code: 'XX000', message: 'the database answered XX000 to ingest_events' })
    const odd = answer(500, JSON.stringify({ code: 'jane@example.com', message: '' }))
    const other = await during(odd, () => store.ingest([anIngestRecord()]).catch((thrown: unknown) => thrown))
    expect(other).toMatchObject({ code: 'http_500' })
  })

  async function during<T>(how: Misbehaviour, work: () => Promise<T>, only?: string): Promise<T> {
    postgrest.misbehave(how, only === undefined ? {} : { only })
    try {
      return await work()
    } finally {
      postgrest.misbehave(null)
    }
  }

  function sceneOver(ingest: IngestStore) {
    const plan = { eventsPerSecond: 1e6, burst: 1e6 }
    const regions = { 'eu-central-1': { ingest, reader: region.reader, consent: region.consent } }
    return ingestScene({ world: { regions, clock: () => new Date() }, snapshot: { plan } })
  }
})

test('a token lives two minutes, says its role, and is made anew at half time', async () => {
  let now = Date.parse('2026-11-24T12:00:00.500Z')
  const token = createServiceToken({ secret: 'x'.repeat(32), role: 'tl_ingest', nowMs: () => now })
  const first = await token()
  const claims = JSON.parse(Buffer.from(first.split('.')[1]!, 'base64url').toString('utf8'))
  expect(claims).toEqual({ role: 'tl_ingest', iss: 'tracklayer', iat: 1_795_521_600, exp: 1_795_521_720 })
  now += 59_000
  expect(await token()).toBe(first)
  now += 1_000
  expect(await token()).not.toBe(first)
})

function anOrder() {
  const { timestamp: _now, ...order } = aWireEvent({ messageId: crypto.randomUUID() })
  return order
}

function optionsFor(postgrest: PostgrestStandIn): RpcOptions {
  return { url: postgrest.url, apiKey: postgrest.apiKey, token: tokenOf(postgrest, 'tl_ingest') }
}

function storeOver(postgrest: PostgrestStandIn, overrides: Partial<RpcOptions> = {}): IngestStore {
  return connectIngestOverRpc({ ...optionsFor(postgrest), ...overrides })
}

function tokenOf(
  postgrest: PostgrestStandIn,
  role: Parameters<typeof createServiceToken>[0]['role'],
  overrides: { secret?: string; nowMs?: () => number } = {},
): () => Promise<string> {
  return createServiceToken({ secret: postgrest.jwtSecret, role, nowMs: () => Date.now(), ...overrides })
}

function answer(status: number, body: string): Misbehaviour {
  return { kind: 'answer', status, body }
}

function misbehaviours(): [string, Misbehaviour][] {
  const statuses = [400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504, 520]
  const json = JSON.stringify({ code: 'PGRST000', message: 'away', details: null, hint: null })
  return [
    ...statuses.map((status): [string, Misbehaviour] => [`HTTP ${status}`, answer(status, json)]),
    ['a gateway page instead of JSON', answer(502, '<html>Bad gateway</html>')],
    ['an empty 404', answer(404, '')],
    ['a 404 with an empty list', answer(404, '[]')],
    ['an error whose body is null', answer(500, 'null')],
    ['an answer that is no JSON', answer(200, '<html>Welcome</html>')],
    ['an answer without a body', answer(204, '')],
    ['an answer of another length', answer(200, '{"message":"hello"}')],
    ['a hanging server', { kind: 'hang' }],
    ['a broken connection', { kind: 'reset' }],
    ['a connection broken after the commit', { kind: 'reset_after_commit' }],
    ['half an answer', { kind: 'cut' }],
  ]
}
