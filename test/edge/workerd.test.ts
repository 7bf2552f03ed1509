import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWriteKey } from '../../core/api-keys.ts'
import { eventSealContext, open } from '../../core/seal.ts'
import { aPostgrest, type PostgrestStandIn } from '../support/a-postgrest.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { aWorker } from '../support/a-worker.ts'
import { anEdge, type Edge, metaId, webhookId } from '../support/an-edge.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { until } from '../support/until.ts'

describe('the driver over TCP', () => {
  let edge: Edge
  beforeAll(async () => {
    edge = await anEdge()
  })
  afterAll(() => edge.close())

  takesOrders(() => edge)

  test('each request has its own connection and leaves none behind', async () => {
    const posts = await Promise.all(Array.from({ length: 20 }, () => edge.post('/v1/track', anOrder())))
    expect(posts.map(({ status }) => status)).toEqual(Array(20).fill(200))
    const { sql } = edge.region.database
    await until('the connections of workerd to be closed', async () => {
      const open = await sql`
        select from pg_stat_activity where datname = current_database() and application_name = 'tracklayer tl_ingest'
      `
      return open.length === 0 ? true : null
    })
  })

  test('2,500 events in one request come back in order', async () => {
    const batch = Array.from({ length: 2_500 }, (_, index) => ({
      type: 'page',
      anonymousId: 'a',
      messageId: `m-${index}`,
    }))
    const { results } = await answerOf(await edge.post('/v1/batch', { batch }))
    expect(results.map(({ messageId }) => messageId)).toEqual(batch.map(({ messageId }) => messageId))
    expect(results.every(({ status }) => status === 'accepted')).toBe(true)
  })

  test('a page of the shop is judged by where Cloudflare saw it, not by what its headers claim', async () => {
    const places: [string, Record<string, string>, unknown][] = [
      ['US', { country: 'DE' }, { country: 'DE', region: null, source: 'geo_header' }],
      ['DE', { country: 'US', regionCode: 'CA' }, { country: 'US', region: 'CA', source: 'geo_header' }],
      ['US', { country: '' }, { country: 'DE', region: null, source: 'source_setting' }],
    ]
    for (const [claimed, cf, jurisdiction] of places) {
      const headers = { origin: 'https://shop.example', 'cf-ipcountry': claimed, 'cf-region-code': 'TX' }
      const sent = edge.post('/v1/track', anOrder({ context: {} }), {
        headers: { ...headers, 'cf-connecting-ip': '203.0.113.7', 'x-forwarded-for': '198.51.100.1' },
        cf,
      })
      const { eventId } = await firstResult(sent)
      expect(await answerOf(await edge.get(`/v1/events/${eventId}`))).toMatchObject({ event: { jurisdiction } })
    }
  })

  test('health and readiness are told, counts are not shown to the world', async () => {
    expect(await (await edge.get('/health')).json()).toEqual({ status: 'ok' })
    expect(await (await edge.get('/ready')).json()).toEqual({ status: 'ready' })
    expect((await edge.worker.fetch('/metrics', { headers: { 'cf-connecting-ip': '203.0.113.7' } })).status).toBe(404)
  })

  test('the log is one JSON line a request, with nothing of the person or the database in it', async () => {
    const response = await edge.post('/v1/track', anOrder({ userId: 'customer-in-the-log' }))
    const requestId = response.headers.get('x-request-id')
    const lines = await until('the line of the request', () => {
      const found = edge.worker.logged.join('')
      return requestId !== null && found.includes(requestId) ? found : null
    })
    const parsed = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(parsed.find((line) => line.requestId === requestId)).toMatchObject({ msg: 'request.answered', accepted: 1 })
    expect(lines).not.toMatch(/jane|2345678|customer-in-the-log|postgres:|wk_|sk_/i)
  })
})

describe('supabase-js over HTTP', () => {
  let edge: Edge
  let postgrest: PostgrestStandIn
  beforeAll(async () => {
    edge = await anEdge({
      places: async ({ database }) => {
        postgrest = await aPostgrest(database.url)
        return { ...projectOf('CONTROL', postgrest), ...projectOf('EU_CENTRAL_1', postgrest) }
      },
    })
  })
  afterAll(async () => {
    await postgrest.close()
    await edge.close()
  })

  takesOrders(() => edge)
})

function projectOf(prefix: string, { url, apiKey, jwtSecret }: PostgrestStandIn): Record<string, string> {
  return {
    [`${prefix}_SUPABASE_URL`]: url,
    [`${prefix}_SUPABASE_KEY`]: apiKey,
    [`${prefix}_SUPABASE_JWT_SECRET`]: jwtSecret,
  }
}

/** What every way to the database must do inside workerd. */
function takesOrders(edgeOf: () => Edge): void {
  test('an order is in Postgres: identity sealed, consent decided, nothing raw', async () => {
    const edge = edgeOf()
    const response = await edge.post('/v1/track', anOrder())
    expect(response.status).toBe(200)
    const { status, eventId = '' } = await firstResult(response)
    expect(status).toBe('accepted')
    const { sql } = edge.region.database
    const [stored] = await sql`select * from data.events where event_id = ${eventId}`
    const bundle = open(edge.workspaceKeys.sealing, stored?.identity_sealed, eventSealContext(eventId))
    // SHA-256 of jane.doe@example.com and of 491712345678.
    expect(bundle).toContain('86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d')
    expect(bundle).toContain('57cd22a4ac12d9ebb5b1f98207134ba4be5e09b8d1a20534c9ebdcabe52d8cd9')
    expect(JSON.stringify(stored).toLowerCase()).not.toMatch(/jane|2345678/)
    const deliveries = await sql`
      select destination_id, state, reason from data.deliveries where event_id = ${eventId} order by destination_id
    `
    expect(deliveries).toEqual([
      { destination_id: metaId, state: 'queued', reason: 'ok' },
      { destination_id: webhookId, state: 'denied', reason: 'category_denied' },
    ])
    const page = await answerOf(await edge.get(`/v1/events/${eventId}`))
    expect(page).toMatchObject({ eventId, reduced: false, fanOut: 2 })
  })

  test('a withdrawal is recorded and ends what waits; a public key grants for its own browser alone', async () => {
    const edge = edgeOf()
    const anonymousId = `browser-${crypto.randomUUID()}`
    const { eventId = '' } = await firstResult(edge.post('/v1/track', anOrder({ anonymousId })))
    const choose = (subject: object, value: string) =>
      edge.post('/v1/consent', { subject, purposes: { advertising: value } })
    const withdrawn = await choose({ anonymousId }, 'denied')
    expect([withdrawn.status, await answerOf(withdrawn)]).toEqual([
      200,
      expect.objectContaining({ recordId: expect.any(String) }),
    ])
    expect((await choose({ email: 'jane@example.com' }, 'granted')).status).toBe(403)
    const { eventId: next = '' } = await firstResult(edge.post('/v1/track', anOrder({ anonymousId })))
    const states = await edge.region.database.sql`
      select event_id, state, reason from data.deliveries
      where event_id in (${eventId}, ${next}) and destination_id = ${metaId}
    `
    expect(states).toContainEqual({ event_id: eventId, state: 'denied', reason: 'consent_withdrawn' })
    expect(states).toContainEqual({ event_id: next, state: 'denied', reason: 'consent_withdrawn' })
  })

  test('a repeat is a duplicate of the same event', async () => {
    const order = anOrder()
    const first = await firstResult(edgeOf().post('/v1/track', order))
    expect(await firstResult(edgeOf().post('/v1/track', order))).toMatchObject({
      status: 'duplicate',
      eventId: first.eventId,
    })
  })

  test('a key nobody issued, a broken one and none are 401', async () => {
    for (const key of [makeWriteKey(), 'wk_short', '']) {
      const response = await edgeOf().post('/v1/track', anOrder(), { key })
      expect([response.status, (await answerOf(response)).error.code]).toEqual([401, expect.stringMatching(/key/)])
    }
  })

  test('a gzip body is read, a gzip bomb is refused', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const sent = edgeOf().post('/v1/batch', gzipSync(JSON.stringify({ batch: [anOrder()] })), { headers })
    expect(await firstResult(sent)).toMatchObject({ status: 'accepted' })
    const bomb = gzipSync(Buffer.alloc(20_000_000, 0x20))
    expect((await edgeOf().post('/v1/batch', bomb, { headers })).status).toBe(413)
  })
}

test('a revoked key is refused by an isolate that nobody told, within the configured time', async () => {
  const edge = await anEdge({ bindings: { TRACKLAYER_CONFIG_SECONDS: '1' } })
  try {
    expect((await edge.post('/v1/track', anOrder())).status).toBe(200)
    // A request that ends at once takes its timers with it: the age of what is cached must not hang on one of them.
    const unknown = makeWriteKey()
    for (let n = 0; n < 3; n++) await edge.post('/v1/track', anOrder(), { key: unknown })
    await edge.revokeWriteKey()
    await until('the key to be refused', async () => {
      const { status } = await edge.post('/v1/track', anOrder())
      return status === 401 ? status : null
    })
  } finally {
    await edge.close()
  }
})

test('a database that is away is 503 with Retry-After, and readiness says which', async () => {
  const away = 'postgres://nobody@127.0.0.1:1/away'
  const places = ({ database }: { database: { url: string } }) => ({
    CONTROL_DATABASE_URL: database.url,
    EU_CENTRAL_1_DATABASE_URL: away,
  })
  const edge = await anEdge({ places })
  try {
    const response = await edge.post('/v1/track', anOrder())
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await (await edge.get('/ready')).json()).toEqual({
      status: 'not_ready',
      missing: ['eu-central-1: store_away'],
    })
  } finally {
    await edge.close()
  }
})

test.each([
  ['TRACKLAYER_MASTER_KEY', { TRACKLAYER_MASTER_KEY: 'hunter2' }],
  ['CONTROL_DATABASE_URL', { CONTROL_DATABASE_URL: 'hunter2' }],
  ['EU_CENTRAL_1_SUPABASE_JWT_SECRET', { EU_CENTRAL_1_SUPABASE_JWT_SECRET: 'hunter2' }],
  ['TRACKLAYER_CONFIG_SECONDS', { TRACKLAYER_CONFIG_SECONDS: '61' }],
  ['TRACKLAYER_GEO_REGION_HEADER', { TRACKLAYER_GEO_COUNTRY_HEADER: 'x-country' }],
])('a bad %s is named in the log, its value is not, and requests are 503', async (name, wrong) => {
  const worker = await aWorker({
    TRACKLAYER_MASTER_KEY: 'ab'.repeat(32),
    CONTROL_DATABASE_URL: 'postgres://a@127.0.0.1/a',
    EU_CENTRAL_1_SUPABASE_URL: 'https://eu.example',
    EU_CENTRAL_1_SUPABASE_KEY: 'sb_publishable_a',
    EU_CENTRAL_1_SUPABASE_JWT_SECRET: 'a'.repeat(40),
    ...wrong,
  })
  try {
    const response = await worker.fetch('/health')
    expect([response.status, (await answerOf(response)).error.code]).toEqual([503, 'bad_setting'])
    const logged = await until('the log', () => worker.logged.join('') || null)
    expect(logged).toContain(name)
    expect(logged).not.toContain('hunter2')
  } finally {
    await worker.close()
  }
})

function anOrder(overrides = {}) {
  const { timestamp: _now, ...order } = aWireEvent({
    messageId: crypto.randomUUID(),
    traits: { email: 'Jane.Doe@example.com', phone: '0171 2345678' },
    context: { consent: { categoryPreferences: { marketing: true, analytics: false } } },
    ...overrides,
  })
  return order
}
