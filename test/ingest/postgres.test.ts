import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aRegion, type TestRegion } from '../support/a-region.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { fc } from '../support/fast-check.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { type IngestScene, ingestScene, metaId, webhookId } from '../support/ingest-scene.ts'
import { anyEvent } from '../support/malformed-ingest-requests.ts'

let region: TestRegion
beforeAll(async () => {
  region = await aRegion()
})
afterAll(() => region.close())

/** The app over the real store; today is today, since partitions are. */
function scene(): IngestScene {
  const clock = () => new Date()
  const plan = { eventsPerSecond: 1e6, burst: 1e6 }
  return ingestScene({ world: { regions: { 'eu-central-1': region }, clock }, snapshot: { plan } })
}

function anOrder(messageId: string, overrides = {}) {
  const { timestamp: _now, ...order } = aWireEvent({
    messageId,
    traits: { email: 'jane.doe@example.com' },
    ...overrides,
  })
  return order
}

describe('the doors over Postgres', () => {
  it('an accepted order is committed when it is answered, and its page says who gets it and why', async () => {
    const { post, get } = scene()
    const { eventId } = await firstResult(post('/v1/track', anOrder('pg-1')))
    const page = await answerOf(await get(`/v1/events/${eventId}`))
    expect(page).toMatchObject({ eventId, reduced: false, fanOut: 2, event: { vendorEventId: 'purchase.1001' } })
    const states = (page.destinations as { destinationId: string; state: string; reason: string }[]).map(
      ({ destinationId, state, reason }) => [destinationId, state, reason],
    )
    expect(states.sort()).toEqual(
      [
        [metaId, 'queued', 'ok'],
        [webhookId, 'denied', 'no_signal'],
      ].sort(),
    )
    for (const query of ['order=1001', 'email=JANE.doe@example.com', 'userId=customer-17']) {
      const found = await answerOf(await get(`/v1/events?${query}`))
      expect((found.events as { eventId: string }[]).map((one) => one.eventId)).toContain(eventId)
    }
  })

  it('a repeat is a duplicate, another body under its id says so, and one twice in a batch is told apart', async () => {
    const { post } = scene()
    const first = await firstResult(post('/v1/track', anOrder('pg-2')))
    expect(await firstResult(post('/v1/track', anOrder('pg-2')))).toMatchObject({
      status: 'duplicate',
      eventId: first.eventId,
    })
    const changed = await firstResult(post('/v1/track', anOrder('pg-2', { userId: 'somebody-else' })))
    expect(changed).toMatchObject({ status: 'duplicate', code: 'body_differs' })
    const { results } = await answerOf(await post('/v1/batch', { batch: [anOrder('pg-3'), anOrder('pg-3')] }))
    expect(results.map(({ status, code }) => [status, code])).toEqual([
      ['accepted', undefined],
      ['duplicate', 'in_batch_duplicate'],
    ])
  })

  it('a reduced event is found by its order and holds nothing of the person', async () => {
    const { post, get } = scene()
    const order = anOrder('pg-4', { context: {}, properties: { order_id: '4004', total: 1, currency: 'EUR' } })
    await post('/v1/track', order)
    const found = await answerOf(await get('/v1/events?order=4004'))
    expect(found.events).toMatchObject([{ reduced: true, network: null, event: { value: 1, currency: 'EUR' } }])
    expect(JSON.stringify(found)).not.toContain('customer-17')
    expect(await answerOf(await get('/v1/events?userId=nobody'))).toEqual({ events: [] })
  })

  it('2,500 events in one batch come back in order', async () => {
    const { post } = scene()
    const batch = Array.from({ length: 2_500 }, (_, index) => ({
      type: 'page',
      anonymousId: 'a',
      messageId: `many-${index}`,
    }))
    const { results } = await answerOf(await post('/v1/batch', { batch }))
    expect(results.map(({ messageId }) => messageId)).toEqual(batch.map(({ messageId }) => messageId))
    expect(results.every(({ status }) => status === 'accepted')).toBe(true)
  })

  it('32 clients with a batch, its reverse and poison at once: only the poison is rejected, nobody gets a 5xx', async () => {
    const { post } = scene()
    const events = Array.from({ length: 20 }, (_, index) => anOrder(`storm-${index}`))
    const poison = anOrder('poison', { properties: { note: '\u0000' } })
    const batches = Array.from({ length: 32 }, (_, client) =>
      client % 2 === 0 ? [...events, poison] : [poison, ...events.toReversed()],
    )
    const answers = await Promise.all(batches.map(async (batch) => answerOf(await post('/v1/batch', { batch }))))
    const results = answers.flatMap((answer) => answer.results)
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(20)
    expect(
      results
        .filter(({ status }) => status === 'rejected')
        .every(({ code, messageId }) => code === 'nul_character' && messageId === 'poison'),
    ).toBe(true)
    expect(results).toHaveLength(32 * 21)
  })

  it('whatever the parser lets through, Postgres can hold', async () => {
    const { post } = scene()
    let taken = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 20 }), async (events) => {
        const batch = events.map((event) => ({ ...event, messageId: crypto.randomUUID() }))
        const response = await post('/v1/batch', { batch })
        expect([200, 413]).toContain(response.status)
        const { results = [] } = await answerOf(response)
        taken += results.filter(({ status }) => status === 'accepted').length
        expect(results.filter(({ code }) => code === 'not_storable' || code === 'internal_error')).toEqual([])
      }),
      { numRuns: 100 },
    )
    expect(taken).toBeGreaterThan(100)
  }, 120_000)

  it('ready is asked of the database', async () => {
    const { get, watch } = scene()
    await watch.poll()
    expect(await (await get('/ready')).json()).toEqual({ status: 'ready' })
  })

  it('a workspace that is not at home here is 503, and nothing is kept', async () => {
    const { post, get, control } = scene()
    for (const [id, snapshot] of control.snapshots) control.snapshots.set(id, { ...snapshot, epoch: 2 })
    const response = await post('/v1/track', anOrder('pg-moved', { properties: { order_id: '5005' } }))
    expect([response.status, (await answerOf(response)).error.code]).toEqual([503, 'wrong_home'])
    expect(await answerOf(await get('/v1/events?order=5005'))).toEqual({ events: [] })
  })
})
