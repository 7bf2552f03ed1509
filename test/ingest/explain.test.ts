import { describe, expect, it } from 'vitest'
import { aTcString, without } from '../support/a-tc-string.ts'
import { aWireEvent } from '../support/a-wire-event.ts'
import { answerOf } from '../support/ingest-answer.ts'
import { ingestScene } from '../support/ingest-scene.ts'

describe('explain', () => {
  it('shows decisions with their trace and the vendor’s exact request, and stores and sends nothing', async () => {
    const scene = ingestScene()
    const response = await scene.post('/v1/explain', aWireEvent({ traits: { email: 'jane@example.com' } }), {
      key: scene.keys.secret,
    })
    expect(response.status).toBe(200)
    const answer = await answerOf(response)
    const [meta, webhook] = answer.destinations as Record<string, unknown>[]
    expect(meta).toMatchObject({ type: 'meta', verdict: 'deliver', slug: 'meta-main' })
    expect(meta?.trace).toHaveLength(8)
    expect(meta?.requests).toMatchObject([{ method: 'POST', url: expect.stringContaining('graph.facebook.com') }])
    // sha256("jane@example.com")
    expect(JSON.stringify(meta?.payload)).toContain('8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d')
    expect(webhook).toMatchObject({ verdict: 'denied', gate: 'consent' })
    expect(webhook?.payload).toBeUndefined()
    expect(scene.store.calls).toEqual([])
  })

  it('previews what a route’s mapping makes of the event', async () => {
    const [toMeta, ...others] = ingestScene().control.snapshots.values().next().value?.routes ?? []
    const mapping = { events: { Kauf: 'Order Completed' }, properties: { 'properties.total': 'properties.summe' } }
    const scene = ingestScene({ snapshot: { routes: [{ ...toMeta!, mapping }, ...others] } })
    const properties = { order_id: '1001', summe: 54.8, currency: 'EUR' }
    const event = aWireEvent({ event: 'Kauf', properties })
    const answer = await answerOf(await scene.post('/v1/explain', event, { key: scene.keys.secret }))
    const [meta] = answer.destinations as { payload: unknown }[]
    expect(meta?.payload).toMatchObject({ event_name: 'Purchase', custom_data: { value: 54.8 } })
    expect(answer.event).toMatchObject({ name: 'Kauf', properties })
  })

  it('says the same as ingest then does', async () => {
    const scene = ingestScene()
    const answer = await answerOf(await scene.post('/v1/explain', aWireEvent(), { key: scene.keys.secret }))
    await scene.post('/v1/track', aWireEvent())
    const [record] = scene.store.records
    expect((answer.destinations as { verdict: string }[]).map(({ verdict }) => verdict)).toEqual(
      record?.deliveries.map(({ verdict }) => verdict),
    )
    expect((answer.event as { eventId: string }).eventId).toBe(record?.eventId)
  })

  it('names what is wrong with an event that would be rejected', async () => {
    const scene = ingestScene()
    const answer = await answerOf(await scene.post('/v1/explain', { event: 'E' }, { key: scene.keys.secret }))
    expect(answer).toMatchObject({ accepted: false, code: 'id_missing', path: 'userId' })
  })

  it('needs a secret key with scope read', async () => {
    const scene = ingestScene()
    expect((await scene.post('/v1/explain', aWireEvent())).status).toBe(403)
    expect((await scene.post('/v1/explain', aWireEvent({ writeKey: scene.keys.write }), { key: null })).status).toBe(
      401,
    )
  })
})

describe('a signal by itself', () => {
  const ask = async (body: object) => {
    const scene = ingestScene()
    return { scene, answer: await answerOf(await scene.post('/v1/explain', body, { key: scene.keys.secret })) }
  }
  const first = (answer: Record<string, unknown>) => (answer.destinations as { sentences: string[] }[])[0]?.sentences[0]

  it('a TC string is told for each destination, purpose by purpose', async () => {
    const { scene, answer } = await ask({
      signal: aTcString({ purposes: without(4) }),
      jurisdiction: { country: 'DE' },
    })
    expect(answer.destinations).toMatchObject([
      { slug: 'meta-main', verdict: 'denied', consent: { ad_personalization: 'denied' } },
      { slug: 'hook', verdict: 'denied' },
    ])
    expect(first(answer)).toMatch(
      /^Meta .* would not get an event: .*denied by the TCF string of 3 May 2026, purpose 4/,
    )
    expect(scene.store.calls).toEqual([])
  })

  it('a US privacy text and GPC mean something in the US, and a place that nobody named is opt-in', async () => {
    const us = { jurisdiction: { country: 'US', region: 'CA' } }
    expect(first((await ask({ signal: '1YYN', ...us })).answer)).toContain('opted out of in the US privacy text')
    expect(first((await ask({ signal: {}, gpc: true, ...us })).answer)).toContain('Global Privacy Control')
    expect(first((await ask({ signal: {}, ...us })).answer)).toContain('may get an event')
    expect(first((await ask({ signal: {} })).answer)).toContain('the law of this place needs a yes')
  })

  it('what may be posted in `context` may be asked, and nonsense is refused or read as a refusal', async () => {
    const context = { consent: { categoryPreferences: { marketing: true } } }
    expect(first((await ask({ signal: context, jurisdiction: { country: 'DE' } })).answer)).toContain(
      'may get an event',
    )
    expect(first((await ask({ signal: 'no such thing', jurisdiction: { country: 'DE' } })).answer)).toContain(
      'cannot be read',
    )
    expect((await ask({ signal: 7 })).answer).toMatchObject({ error: { code: 'invalid_signal_question' } })
    expect((await ask({ signal: 'x', jurisdiction: { country: 'Germany' } })).answer).toMatchObject({
      error: { code: 'invalid_signal_question' },
    })
  })
})

describe('stored events', () => {
  it('are shown with what was decided for each destination and why', async () => {
    const scene = ingestScene()
    const { results } = await answerOf(await scene.post('/v1/track', aWireEvent()))
    const shown = await answerOf(await scene.get(`/v1/events/${results[0].eventId}`))
    expect(shown).toMatchObject({
      state: 'stored',
      event: { vendorEventId: 'purchase.1001' },
      destinations: [
        { type: 'meta', state: 'queued' },
        { type: 'webhook', state: 'denied', reason: 'no_signal' },
      ],
    })
  })

  it('are not found by something that is no id, and a search names exactly one thing', async () => {
    const scene = ingestScene()
    expect((await scene.get('/v1/events/hello')).status).toBe(400)
    expect((await scene.get('/v1/events')).status).toBe(400)
    expect((await scene.get('/v1/events?order=1&userId=2')).status).toBe(400)
    expect((await scene.get('/v1/events?email=nobody')).status).toBe(400)
  })
})
