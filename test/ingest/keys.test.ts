import { describe, expect, it } from 'vitest'
import { makeSecretKey, makeWriteKey } from '../../core/api-keys.ts'
import { aSource, workspaceId } from '../support/a-snapshot.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

const ingestDoors = [
  '/v1/track',
  '/v1/identify',
  '/v1/page',
  '/v1/screen',
  '/v1/group',
  '/v1/alias',
  '/v1/batch',
  '/v1/import',
]

async function codeOf(response: Response): Promise<string> {
  return (await answerOf(response)).error.code
}

describe('how a key is presented', () => {
  it.each([
    ['Basic with an empty password', (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` })],
    ['Basic without the colon', (key: string) => ({ authorization: `basic ${btoa(key)}` })],
    ['Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
  ])('%s', async (_how, headers) => {
    const scene = ingestScene()
    expect(
      (await scene.post('/v1/track', aWireEvent(), { key: null, headers: headers(scene.keys.write) })).status,
    ).toBe(200)
    expect(
      (await scene.post('/v1/track', aWireEvent(), { key: null, headers: headers(scene.keys.secret) })).status,
    ).toBe(200)
  })

  it('writeKey in the body or the query, without a header', async () => {
    const scene = ingestScene()
    const { write } = scene.keys
    expect((await scene.post('/v1/track', aWireEvent({ writeKey: write }), { key: null })).status).toBe(200)
    expect((await scene.post('/v1/batch', { writeKey: write, batch: [aWireEvent()] }, { key: null })).status).toBe(200)
    expect((await scene.post(`/v1/batch?writeKey=${write}`, { batch: [aWireEvent()] }, { key: null })).status).toBe(200)
    expect(JSON.stringify(scene.store.records)).not.toContain(write)
  })

  it('a secret key counts in neither body nor query', async () => {
    const scene = ingestScene()
    const { secret } = scene.keys
    const inBody = await scene.post('/v1/track', aWireEvent({ writeKey: secret }), { key: null })
    expect([inBody.status, await codeOf(inBody)]).toEqual([401, 'secret_key_in_body'])
    const inQuery = await scene.post(`/v1/track?writeKey=${secret}`, aWireEvent(), { key: null })
    expect([inQuery.status, await codeOf(inQuery)]).toEqual([401, 'secret_key_in_query'])
  })
})

describe.each(ingestDoors)('%s refuses', (path) => {
  it.each([
    ['no key', {}],
    ['an unknown key', { authorization: `Bearer ${makeWriteKey()}` }],
    ['an unknown secret key', { authorization: `Bearer ${makeSecretKey()}` }],
    ['something that is no key', { authorization: 'Bearer hello' }],
    ['another scheme', { authorization: 'Digest x' }],
    ['an empty Basic user', { authorization: `Basic ${btoa(':')}` }],
  ])('%s', async (_what, headers) => {
    const scene = ingestScene()
    const response = await scene.post(path, { batch: [aWireEvent()], ...aWireEvent() }, { key: null, headers })
    expect(response.status).toBe(401)
    expect(await codeOf(response)).toMatch(/^key_(missing|invalid)$/)
    expect(scene.store.calls).toEqual([])
  })

  it('a disabled source', async () => {
    const scene = ingestScene({ snapshot: { sources: [aSource({ enabled: false })] } })
    const response = await scene.post(path, aWireEvent())
    expect([response.status, await codeOf(response)]).toEqual([403, 'source_disabled'])
  })

  it('a secret key without the scope', async () => {
    const scene = ingestScene()
    const key = makeSecretKey()
    scene.control.addKey(key, { kind: 'secret', scopes: ['read'] })
    const response = await scene.post(path, aWireEvent(), { key })
    expect([response.status, await codeOf(response)]).toEqual([403, 'scope_missing'])
  })

  it('an origin that the source does not list', async () => {
    const scene = ingestScene({ snapshot: { sources: [aSource({ origins: ['https://shop.example'] })] } })
    const send = (origin: string) =>
      scene.post(path, { ...aWireEvent(), batch: [aWireEvent()] }, { headers: { origin } })
    const refused = await send('https://evil.example')
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'origin_not_allowed'])
    expect((await send('https://shop.example')).status).not.toBe(403)
  })
})

describe('reading doors', () => {
  it.each(['/v1/events/0198c0de-0000-8000-8000-00000000e001', '/v1/events?order=1'])(
    '%s needs a secret key with scope read',
    async (path) => {
      const scene = ingestScene()
      const ingestOnly = makeSecretKey()
      scene.control.addKey(ingestOnly, { kind: 'secret', scopes: ['ingest'] })
      expect((await scene.app.request(path)).status).toBe(401)
      expect(
        (await scene.app.request(`${path}${path.includes('?') ? '&' : '?'}writeKey=${scene.keys.write}`)).status,
      ).toBe(401)
      expect((await scene.get(path, scene.keys.write)).status).toBe(403)
      expect((await scene.get(path, ingestOnly)).status).toBe(403)
    },
  )

  it('shows one workspace nothing of another', async () => {
    const scene = ingestScene()
    const { results } = await answerOf(await scene.post('/v1/track', aWireEvent()))
    const other = makeSecretKey()
    const otherWorkspace = '0198c0de-0000-8000-8000-00000000a002'
    const snapshot = scene.control.snapshots.get(workspaceId)!
    const dataKeyWrapped = scene.deps.keyProvider.wrap(new Uint8Array(32).fill(9), otherWorkspace)
    scene.control.snapshots.set(otherWorkspace, { ...snapshot, workspaceId: otherWorkspace, dataKeyWrapped })
    scene.control.addKey(other, { kind: 'secret', scopes: ['read'], workspaceId: otherWorkspace, sourceId: null })
    expect((await scene.get(`/v1/events/${results[0].eventId}`)).status).toBe(200)
    expect((await scene.get(`/v1/events/${results[0].eventId}`, other)).status).toBe(404)
    expect(await answerOf(await scene.get('/v1/events?order=1001', other))).toEqual({ events: [] })
  })
})

describe('revocation and caching', () => {
  it('a revoked key is refused after the next poll, and served from memory until then', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent())
    await scene.watch.poll()
    await scene.post('/v1/track', aWireEvent())
    const lookups = scene.control.lookups
    scene.control.revoke(scene.keys.write)
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(200)
    expect(scene.control.lookups).toBe(lookups)
    await scene.watch.poll()
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(401)
  })

  it('a key revoked between its look-up and the first poll is refused after it', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent())
    scene.control.revoke(scene.keys.write)
    await scene.watch.poll()
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(401)
  })

  it('a look-up that a drop overtakes is used once and not kept', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent())
    const inFlight = scene.post('/v1/track', aWireEvent(), { key: scene.keys.secret })
    scene.control.revoke(scene.keys.secret)
    await scene.watch.poll()
    await inFlight
    expect((await scene.post('/v1/track', aWireEvent(), { key: scene.keys.secret })).status).toBe(401)
  })

  it('an unknown key costs one look-up, and works once it is issued and polled', async () => {
    const scene = ingestScene()
    const key = makeWriteKey()
    await scene.post('/v1/track', aWireEvent())
    await scene.watch.poll()
    const before = scene.control.lookups
    await scene.post('/v1/track', aWireEvent(), { key })
    await scene.post('/v1/track', aWireEvent(), { key })
    expect(scene.control.lookups).toBe(before + 1)
    scene.control.addKey(key)
    scene.control.keysVersion += 1
    await scene.watch.poll()
    expect((await scene.post('/v1/track', aWireEvent(), { key })).status).toBe(200)
  })

  it('an expired key is refused without a poll', async () => {
    const scene = ingestScene()
    const key = makeWriteKey()
    scene.control.addKey(key, { expiresAt: '2026-11-24T12:00:10.000Z' })
    expect((await scene.post('/v1/track', aWireEvent(), { key })).status).toBe(200)
    scene.clock.now = new Date('2026-11-24T12:00:10.000Z')
    expect((await scene.post('/v1/track', aWireEvent(), { key })).status).toBe(401)
  })

  it('control away: known workspaces serve on, an unknown key is 503 and not 401', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent())
    scene.control.away = true
    await scene.watch.poll()
    expect((await scene.post('/v1/track', aWireEvent())).status).toBe(200)
    expect((await scene.post('/v1/track', aWireEvent(), { key: makeWriteKey() })).status).toBe(503)
  })

  it('a workspace without a snapshot is 503: no snapshot, no decision', async () => {
    const scene = ingestScene()
    scene.control.snapshots.clear()
    const response = await scene.post('/v1/track', aWireEvent())
    expect([response.status, await codeOf(response)]).toEqual([503, 'workspace_unknown'])
  })

  it('a new configuration version counts after the next poll', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent({ messageId: 'a' }))
    const snapshot = scene.control.snapshots.get(workspaceId)!
    scene.control.snapshots.set(workspaceId, { ...snapshot, version: 8, routes: [] })
    await scene.watch.poll()
    await scene.post('/v1/track', aWireEvent({ messageId: 'b' }))
    expect(scene.store.records.map(({ configVersion, fanOut }) => [configVersion, fanOut])).toEqual([
      [7, 2],
      [8, 0],
    ])
  })
})

describe('CORS', () => {
  it('a preflight is answered with every header the SDKs send and a long max-age', async () => {
    const scene = ingestScene()
    const headers = {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-retry-count',
    }
    const response = await scene.app.request('/v1/batch', { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(response.headers.get('access-control-max-age')).toBe('86400')
    const allowed = response.headers.get('access-control-allow-headers')?.toLowerCase().split(',')
    expect(allowed).toEqual(
      expect.arrayContaining(['authorization', 'content-type', 'x-retry-count', 'content-encoding', 'anonymousid']),
    )
  })

  it('errors can be read by the page, too', async () => {
    const response = await ingestScene().post('/v1/track', '{', { headers: { origin: 'https://shop.example' } })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'https://shop.example',
    ])
  })

  it('doors that show stored events do not answer browsers', async () => {
    const scene = ingestScene()
    const response = await scene.app.request('/v1/events', {
      method: 'OPTIONS',
      headers: { origin: 'https://x.example', 'access-control-request-method': 'GET' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})
