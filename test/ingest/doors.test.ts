import { describe, expect, it } from 'vitest'
import { aWireEvent } from '../support/a-wire-event.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

describe('single-event doors', () => {
  it.each([
    ['track', { event: 'Order Completed', userId: 'u1' }],
    ['identify', { userId: 'u1', traits: { plan: 'pro' } }],
    ['page', { anonymousId: 'a1', name: 'Home' }],
    ['screen', { anonymousId: 'a1', name: 'Start' }],
    ['group', { userId: 'u1', groupId: 'g1' }],
    ['alias', { userId: 'u1', previousId: 'a1' }],
  ])('%s takes its event and names it', async (type, body) => {
    const scene = ingestScene()
    const response = await scene.post(`/v1/${type}`, { ...body, messageId: 'm1' })
    expect(response.status).toBe(200)
    const answer = await answerOf(response)
    expect(answer).toMatchObject({ success: true, results: [{ messageId: 'm1', status: 'accepted' }] })
    expect(scene.store.records[0]).toMatchObject({ type, eventId: answer.results[0].eventId })
  })

  it('a rejected event is 400 with the same results, naming code and path and never the value', async () => {
    const scene = ingestScene()
    const response = await scene.post('/v1/track', { userId: 'u1', messageId: 'm1', properties: {} })
    expect(response.status).toBe(400)
    expect(await answerOf(response)).toEqual({
      success: false,
      results: [
        {
          messageId: 'm1',
          status: 'rejected',
          code: 'event_missing',
          path: 'event',
          message: 'a track call needs its event name',
        },
      ],
    })
  })

  it('the same message again is a duplicate with the same event id', async () => {
    const scene = ingestScene()
    const first = await answerOf(await scene.post('/v1/track', aWireEvent()))
    const again = await answerOf(
      await scene.post('/v1/track', aWireEvent({ sentAt: '2026-11-24T12:00:00Z', _metadata: { retryCount: 1 } })),
    )
    expect(again.results[0]).toMatchObject({ status: 'duplicate', eventId: first.results[0].eventId })
    expect(again.results[0].code).toBeUndefined()
  })

  it('the same id with another body is a duplicate that says so', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent())
    const again = await answerOf(
      await scene.post('/v1/track', aWireEvent({ properties: { order_id: '1001', total: 1 } })),
    )
    expect(again.results[0]).toMatchObject({ status: 'duplicate', code: 'body_differs' })
  })

  it('an order without a message id gets a deterministic one, another event a random one', async () => {
    const scene = ingestScene()
    const order = { ...aWireEvent(), messageId: undefined }
    await scene.post('/v1/track', order)
    const again = await answerOf(await scene.post('/v1/track', order))
    expect(again.results[0]).toMatchObject({ messageId: 'purchase.1001', status: 'duplicate' })
    const view = { event: 'Viewed', userId: 'u1' }
    await scene.post('/v1/track', view)
    expect((await firstResult(scene.post('/v1/track', view))).status).toBe('accepted')
  })

  it('two partial refunds of one order without message ids are two events', async () => {
    const scene = ingestScene()
    const refund = (total: number) => ({
      event: 'Order Refunded',
      userId: 'u1',
      properties: { order_id: '7', total, currency: 'EUR' },
    })
    const statuses = [refund(5), refund(9), refund(5)].map(
      async (body) => (await firstResult(scene.post('/v1/track', body))).status,
    )
    expect((await Promise.all(statuses)).sort()).toEqual(['accepted', 'accepted', 'duplicate'])
  })
})

describe('batch and import', () => {
  it.each(['/v1/batch', '/v1/import'])(
    '%s answers one result an item in input order, 200 whatever the items',
    async (path) => {
      const scene = ingestScene()
      const batch = [
        aWireEvent({ messageId: 'a' }),
        { type: 'nonsense', messageId: 'b' },
        'text',
        aWireEvent({ messageId: 'c' }),
      ]
      const response = await scene.post(path, { batch })
      expect(response.status).toBe(200)
      const { results } = await answerOf(response)
      expect(results.map((result: { status: string }) => result.status)).toEqual([
        'accepted',
        'rejected',
        'rejected',
        'accepted',
      ])
      expect(results.map((result: { messageId: string | null }) => result.messageId)).toEqual(['a', 'b', null, 'c'])
      expect(scene.store.calls).toEqual([2])
    },
  )

  it('context and integrations of the batch merge into every item, whose own keys win', async () => {
    const scene = ingestScene()
    const item = aWireEvent({ context: { locale: 'de' }, integrations: { Mixpanel: true } })
    const context = { locale: 'en', timezone: 'UTC', consent: { categoryPreferences: { marketing: true } } }
    await scene.post('/v1/batch', { batch: [item], context, integrations: { Mixpanel: false, All: true } })
    const [record] = scene.store.records
    expect(record?.signals).toEqual({ categories: { marketing: 'granted' } })
    expect(record?.body).toMatchObject({
      context: { locale: 'de', timezone: 'UTC' },
      integrations: { Mixpanel: true, All: true },
    })
  })

  it('more than 2,500 events are refused, 2,500 are taken', async () => {
    const scene = ingestScene()
    const item = { type: 'page', anonymousId: 'a' }
    const tooMany = await scene.post('/v1/batch', { batch: Array.from({ length: 2_501 }, () => item) })
    expect(tooMany.status).toBe(413)
    expect((await answerOf(tooMany)).error.code).toBe('too_many_events')
    expect((await scene.post('/v1/batch', { batch: Array.from({ length: 2_500 }, () => item) })).status).toBe(200)
  })

  it('a batch-level context that would unfold to more than the bound is refused', async () => {
    const scene = ingestScene()
    const batch = Array.from({ length: 2_000 }, () => ({ type: 'page', anonymousId: 'a' }))
    const response = await scene.post('/v1/batch', { batch, context: { blob: 'x'.repeat(30_000) } })
    expect(response.status).toBe(413)
    expect((await answerOf(response)).error.code).toBe('batch_context_too_large')
  })

  it.each([
    [{}, 'batch_missing'],
    [{ batch: [] }, 'batch_empty'],
    [{ batch: 'x' }, 'batch_missing'],
    [[], 'not_an_object'],
  ])('%j is refused as %s', async (body, code) => {
    const response = await ingestScene().post('/v1/batch', body)
    expect(response.status).toBe(400)
    expect((await answerOf(response)).error.code).toBe(code)
  })

  it('an event over 32 KB is rejected alone', async () => {
    const scene = ingestScene()
    const large = aWireEvent({ messageId: 'large', properties: { blob: 'x'.repeat(33 * 1024) } })
    const { results } = await answerOf(await scene.post('/v1/batch', { batch: [large, aWireEvent()] }))
    expect(results).toMatchObject([{ code: 'event_too_large' }, { status: 'accepted' }])
  })

  it('an event the store cannot hold is rejected alone', async () => {
    const scene = ingestScene()
    const known = await answerOf(await scene.post('/v1/track', aWireEvent({ messageId: 'poison' })))
    scene.store.records.length = 0
    scene.store.codes.set(known.results[0].eventId!, 'not_storable')
    const { results } = await answerOf(
      await scene.post('/v1/batch', { batch: [aWireEvent({ messageId: 'poison' }), aWireEvent()] }),
    )
    expect(results).toMatchObject([{ status: 'rejected', code: 'not_storable' }, { status: 'accepted' }])
  })
})

describe('whole-request answers', () => {
  it('the store away is 503 with a whole second to wait, and nothing is kept', async () => {
    const scene = ingestScene()
    scene.store.away = true
    const response = await scene.post('/v1/track', aWireEvent())
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect((await answerOf(response)).error).toMatchObject({ code: 'store_unavailable', requestId: expect.any(String) })
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('a nearly full disk is 503 storage_low before anything is read', async () => {
    const response = await ingestScene({ world: { storageLow: () => true } }).post('/v1/track', '{')
    expect(response.status).toBe(503)
    expect((await answerOf(response)).error.code).toBe('storage_low')
  })

  it('a workspace of a region not served here is 421 with the host that does', async () => {
    const regionHosts = { 'us-east-1': 'https://us.example' }
    const scene = ingestScene({ world: { regions: {}, regionHosts }, snapshot: { region: 'us-east-1' } })
    const response = await scene.post('/v1/track', aWireEvent())
    expect(response.status).toBe(421)
    expect((await answerOf(response)).error).toMatchObject({
      code: 'wrong_region',
      region: 'us-east-1',
      host: 'https://us.example',
    })
  })

  it('a workspace that moved away meanwhile is 503, its snapshot read anew', async () => {
    const scene = ingestScene()
    const { results } = await answerOf(await scene.post('/v1/track', aWireEvent()))
    scene.store.codes.set(results[0].eventId!, 'wrong_home')
    const response = await scene.post('/v1/track', aWireEvent())
    expect(response.status).toBe(503)
    expect((await answerOf(response)).error.code).toBe('wrong_home')
  })

  it('an unknown door is 404, a known one by another method 405', async () => {
    const scene = ingestScene()
    expect((await scene.get('/v2/track')).status).toBe(404)
    const response = await scene.get('/v1/track')
    expect(response.status).toBe(405)
    expect((await answerOf(response)).error.code).toBe('method_not_allowed')
  })
})

describe('health, ready, metrics', () => {
  it('ready names what is missing, is degraded without control, and ready otherwise', async () => {
    const scene = ingestScene()
    await scene.watch.poll()
    expect(await answerOf(await scene.get('/ready'))).toEqual({ status: 'ready' })
    scene.clock.now = new Date(scene.clock.now.getTime() + 5_000)
    const degraded = await scene.get('/ready')
    expect([degraded.status, await answerOf(degraded)]).toEqual([
      200,
      { status: 'degraded', degraded: ['control_away'] },
    ])
    scene.store.missing = 'partition events_20261124'
    const notReady = await scene.get('/ready')
    expect([notReady.status, await answerOf(notReady)]).toEqual([
      503,
      { status: 'not_ready', missing: ['eu-central-1: partition events_20261124'] },
    ])
    expect((await scene.get('/health')).status).toBe(200)
  })

  it('metrics are for the inside of the network', async () => {
    const scene = ingestScene()
    expect((await scene.get('/metrics')).status).toBe(200)
    expect((await scene.app.request('/metrics', {}, { peer: '203.0.113.9' })).status).toBe(404)
  })
})
