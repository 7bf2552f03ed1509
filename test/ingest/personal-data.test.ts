import { describe, expect, it } from 'vitest'
import { subjectKeyFor } from '../../core/ids.ts'
import { open } from '../../core/seal.ts'
import { workspaceId } from '../support/a-snapshot.ts'
import { aWireEvent, withConsent } from '../support/a-wire-event.ts'
import { answerOf, firstResult } from '../support/ingest-answer.ts'
import { ingestScene, metaId, webhookId } from '../support/ingest-scene.ts'

const raws = [
  'jane.doe@example.com',
  'jane.doe',
  '+4915123456789',
  '015123456789',
  'Jane',
  'Musterstr',
  '1985-04-03',
  '10115',
]

function aFullOrder(overrides = {}) {
  return aWireEvent({
    userId: 'jane.doe@example.com',
    traits: { email: 'jane.doe@example.com', firstName: 'Jane', birthday: '1985-04-03', plan: 'gold' },
    properties: {
      order_id: '1001',
      total: 50,
      currency: 'EUR',
      note: 'call +4915123456789 or mail JANE.DOE%40example.com',
      shipping_address: {
        street: 'Musterstr. 1',
        city: 'Berlin',
        postal_code: '10115',
        country: 'DE',
        phone: '015123456789',
      },
    },
    context: {
      consent: { categoryPreferences: { marketing: true } },
      page: { url: 'https://shop.example/thanks?email=jane.doe@example.com&x=1' },
      ip: '198.51.100.7',
      userAgent: 'Mozilla/5.0 jane.doe@example.com',
    },
    ...overrides,
  })
}

describe('raw personal fields', () => {
  it('never rest: not in a record, an answer or a log line', async () => {
    const scene = ingestScene()
    const answers = [
      await (await scene.post('/v1/track', aFullOrder(), { key: scene.keys.secret })).text(),
      await (await scene.post('/v1/track', aFullOrder({ messageId: 'jane.doe@example.com' }))).text(),
      await (await scene.post('/v1/identify', { ...aFullOrder(), timestamp: 'jane.doe@example.com' })).text(),
      await (await scene.get('/v1/events?email=jane.doe@example.com')).text(),
    ]
    expect(scene.store.records).toHaveLength(2)
    const resting = [JSON.stringify(scene.store.records), ...answers, ...scene.logged].join('\n')
    for (const raw of raws) expect(resting.toLowerCase()).not.toContain(raw.toLowerCase())
    expect(resting).toContain('gold')
  })

  it('rest as sealed hashes that only this event opens, made for permitted destinations only', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aFullOrder())
    const [record] = scene.store.records
    const variants = JSON.parse(
      open(scene.workspaceKeys.sealing, record?.identitySealed ?? '', `event:${record?.eventId}`),
    )
    // sha256("jane.doe@example.com")
    expect(variants['email.plain']).toEqual(['86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d'])
    expect(Object.keys(variants)).not.toContain('email.gmail')
    expect(() => open(scene.workspaceKeys.sealing, record?.identitySealed ?? '', 'event:other')).toThrow()
  })

  it('ids that are an address become a keyed pseudonym, flagged, and the event is still found by the address', async () => {
    const scene = ingestScene()
    const result = await firstResult(scene.post('/v1/track', aFullOrder()))
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'personal_id_replaced', path: 'userId' }))
    const [record] = scene.store.records
    expect(record?.body.userId).toMatch(/^em_[0-9a-f]{32}$/)
    expect(record?.subjectKeys).toContain(subjectKeyFor(scene.workspaceKeys, 'email', 'jane.doe@example.com'))
    for (const query of [
      'email=jane.doe@example.com',
      'userId=jane.doe@example.com',
      'phone=%2B4915123456789',
      'order=1001',
    ]) {
      const found = await answerOf(await scene.get(`/v1/events?${query}`))
      expect(found.events).toHaveLength(1)
    }
  })

  it('digits of orders, SKUs and EANs survive', async () => {
    const scene = ingestScene()
    const properties = { order_id: '491701234567', total: 1, currency: 'EUR', ean: '4006381333931' }
    await scene.post('/v1/track', aWireEvent({ userId: '491701234567', properties }))
    expect(scene.store.records[0]?.body).toMatchObject({
      userId: '491701234567',
      properties,
      vendorEventId: 'purchase.491701234567',
    })
  })
})

describe('network', () => {
  it('address and user agent are kept only when a permitted destination needs them', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aFullOrder({ messageId: 'granted' }), { key: scene.keys.secret })
    await scene.post('/v1/track', aFullOrder({ messageId: 'denied', context: { ip: '198.51.100.7' } }), {
      key: scene.keys.secret,
    })
    expect(scene.store.records.map(({ network }) => network?.ip ?? null)).toEqual(['198.51.100.7', null])
    expect(scene.store.records[0]?.network?.userAgent).not.toContain('@')
  })

  it.each([
    ['context.ip of a write key is not believed', {}, { ip: '198.51.100.7' }, null],
    ['a page’s own address is the person’s', { origin: 'https://shop.example' }, {}, '203.0.113.9'],
    ['context.direct says the request’s is', {}, { direct: true }, '203.0.113.9'],
    ['a server’s address is not the person’s', {}, {}, null],
  ])('%s', async (_name, headers, context, ip) => {
    const scene = ingestScene()
    const consent = { categoryPreferences: { marketing: true } }
    await scene.post(
      '/v1/track',
      aWireEvent({ userId: 'u', traits: { email: 'a@b.example' }, context: { ...context, consent } }),
      { headers },
    )
    expect(scene.store.records[0]?.network?.ip ?? null).toBe(ip)
  })

  it.each([
    ['a trusted proxy is taken off', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['what the client wrote left of it is not believed', '10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['a stranger’s header is not read', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['garbage stops at the last hop known', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['IPv4 in IPv6 clothes is IPv4', '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
  ])('forwarding: %s', async (_name, peer, forwarded, ip) => {
    const scene = ingestScene()
    const headers = { 'x-forwarded-for': forwarded, origin: 'https://shop.example' }
    await scene.post('/v1/track', aWireEvent({ traits: { email: 'a@b.example' } }), { headers, peer })
    expect(scene.store.records[0]?.network?.ip).toBe(ip)
  })
})

describe('an event nobody may receive', () => {
  it('is stored reduced: ours, day, reasons, order value – and found by its order only', async () => {
    const scene = ingestScene()
    const event = aFullOrder({
      context: {
        page: { url: 'https://shop.example/?gclid=abc' },
        consent: { categoryPreferences: { marketing: false } },
      },
    })
    await scene.post('/v1/track', event)
    const [record] = scene.store.records
    expect(record).toMatchObject({
      reduced: true,
      identitySealed: null,
      network: null,
      subjectKeys: [],
      occurredAt: '2026-11-24T00:00:00.000Z',
    })
    expect(record?.body).toEqual({
      eventId: record?.eventId,
      sourceId: record?.sourceId,
      type: 'track',
      name: 'Order Completed',
      standard: 'purchase',
      day: '2026-11-24',
      jurisdiction: { country: 'DE', region: null, source: 'source_setting' },
      value: 50,
      currency: 'EUR',
    })
    expect(record?.lookupKeys).toEqual([subjectKeyFor(scene.workspaceKeys, 'order_id', '1001')])
    expect(record?.deliveries.map(({ destinationId, state }) => [destinationId, state])).toEqual([
      [metaId, 'denied'],
      [webhookId, 'denied'],
    ])
    expect(record?.deliveries.every(({ dueAt, plainSealed }) => dueAt === null && plainSealed === null)).toBe(true)
  })

  it.each([
    ['no consent', undefined, {}],
    ['a string', { marketing: 'true' }, {}],
    ['a number', { marketing: 1 }, {}],
    ['an empty object', {}, {}],
    [
      'granted, but the person’s browser sends GPC from the US',
      { marketing: true },
      { 'sec-gpc': '1', 'cf-ipcountry': 'US' },
    ],
  ])('Meta gets nothing for %s', async (_name, categories, headers) => {
    const scene = ingestScene()
    const event = categories === undefined ? aWireEvent({ context: {} }) : withConsent(categories)
    const result = await firstResult(scene.post('/v1/track', event, { headers, peer: '10.0.0.1' }))
    expect(result.status).toBe('accepted')
    const meta = scene.store.records[0]?.deliveries.find(({ destinationId }) => destinationId === metaId)
    expect(meta?.state).toBe('denied')
  })
})

describe('ledger and suppressions', () => {
  it('are asked once for the whole batch, and a suppressed person is sent nowhere', async () => {
    const scene = ingestScene()
    const key = subjectKeyFor(scene.workspaceKeys, 'user_id', 'customer-17')
    scene.store.facts.set(key, { subjectKey: key, choices: [], suppressed: true })
    const batch = [aWireEvent({ messageId: 'a' }), aWireEvent({ messageId: 'b', userId: 'other' })]
    await scene.post('/v1/batch', { batch })
    expect(scene.store.asked).toHaveLength(1)
    const states = scene.store.records.map(
      ({ deliveries }) => deliveries.find(({ destinationId }) => destinationId === metaId)?.state,
    )
    expect(states).toEqual(['suppressed', 'queued'])
  })

  it('are not asked for an event that no verdict of theirs can change', async () => {
    const scene = ingestScene()
    await scene.post('/v1/track', aWireEvent({ context: {}, integrations: { All: false } }))
    expect(scene.store.asked).toEqual([])
    expect(scene.store.records[0]?.filtered.map(({ reason }) => reason)).toEqual([
      'blocked_by_integrations',
      'blocked_by_integrations',
    ])
  })

  it('a withdrawal in the ledger beats an undated grant of the event', async () => {
    const scene = ingestScene()
    const key = subjectKeyFor(scene.workspaceKeys, 'user_id', 'customer-17')
    const denial = {
      purpose: 'advertising' as const,
      value: 'denied' as const,
      chosenAt: '2026-11-01T00:00:00.000Z',
      recordId: 'r1',
    }
    scene.store.facts.set(key, { subjectKey: key, choices: [denial], suppressed: false })
    await scene.post('/v1/track', aWireEvent())
    expect(scene.store.records[0]?.deliveries.map(({ state }) => state)).toEqual(['denied', 'denied'])
  })

  it('every enabled routed destination is counted and accounted for', async () => {
    const scene = ingestScene()
    const snapshot = scene.control.snapshots.get(workspaceId)!
    const destinations = snapshot.destinations.map((one) => (one.id === webhookId ? { ...one, enabled: false } : one))
    scene.control.snapshots.set(workspaceId, { ...snapshot, destinations })
    await scene.post('/v1/track', aWireEvent())
    const [record] = scene.store.records
    expect(record?.fanOut).toBe(1)
    expect((record?.deliveries.length ?? 0) + (record?.filtered.length ?? 0)).toBe(1)
  })
})

describe('test orders, bots, warnings', () => {
  it.each([
    ['properties.test', aWireEvent({ properties: { order_id: '1', test: true } })],
    ['context.test', aWireEvent({ context: { test: true } })],
    ['a bogus gateway', aWireEvent({ properties: { order_id: '1', gateway: 'bogus' } })],
    [
      'a known bot',
      aWireEvent({
        context: { userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      }),
    ],
  ])('%s is filtered by default', async (_name, event) => {
    const scene = ingestScene()
    await scene.post('/v1/track', event)
    expect(scene.store.records[0]?.deliveries).toEqual([])
    expect(scene.store.records[0]?.filtered).toHaveLength(2)
  })

  it('an unmapped consent category warns the sender', async () => {
    const result = await firstResult(ingestScene().post('/v1/track', withConsent({ marketing: true, C0042: true })))
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'unmapped_category' }))
  })

  it('an unknown currency rejects the order by path', async () => {
    const event = aWireEvent({ properties: { order_id: '1', total: 5, currency: 'EURO' } })
    expect(await firstResult(ingestScene().post('/v1/track', event))).toMatchObject({
      code: 'currency_unknown',
      path: 'properties.currency',
    })
  })
})
