import { describe, expect, it } from 'vitest'
import { ga4 } from '../../sandbox/vendors/ga4.ts'
import { aSandbox, verdictOf } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  query: Record<string, string>
  text: string | null
  body: Fields
  event: Fields
  params: Fields
}

function aGa4Request(): Draft {
  return {
    method: 'POST',
    path: '/mp/collect',
    query: { measurement_id: 'G-ABC1234567', api_secret: 's3cret' },
    text: null,
    body: {
      client_id: '1234567890.1764000000',
      user_id: 'user-77',
      timestamp_micros: (noonMs - 1000) * 1000,
      consent: { ad_user_data: 'GRANTED', ad_personalization: 'DENIED' },
      user_properties: { plan: { value: 'gold' } },
      user_data: {
        sha256_email_address: [digest],
        sha256_phone_number: digest,
        address: [{ sha256_first_name: digest, city: 'Berlin', country: 'DE' }],
      },
    },
    event: { name: 'purchase' },
    params: {
      session_id: '1764000000',
      engagement_time_msec: 100,
      currency: 'EUR',
      value: 59.9,
      transaction_id: '1001',
      items: [{ item_id: 'sku-1', item_name: 'Mug', price: 29.95, quantity: 2 }],
    },
  }
}

function toRequest({ method, path, query, text, body, event, params }: Draft): SentRequest {
  const whole = { events: [{ params, ...event }], ...body }
  const target = `/ga4${path}?${new URLSearchParams(query)}`
  return { method, path: target, headers: {}, body: text ?? JSON.stringify(whole) }
}

const long = (length: number) => 'x'.repeat(length)
const fill = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`custom_${index}`, value]))

const instanceId = '0123456789abcdef0123456789abcdef'

function asApp(draft: Draft): void {
  draft.query = { firebase_app_id: '1:2:android:3', api_secret: 's' }
  delete draft.body.client_id
  draft.body.app_instance_id = instanceId
}

const cases: RuleCase<Draft>[] = [
  { row: 'ga4.method', breaks: set('method', 'PUT') },
  { row: 'ga4.path', breaks: set('path', '/g/collect'), keeps: set('path', '/debug/mp/collect') },
  { row: 'ga4.stream', breaks: set('query.measurement_id', 'UA-12345-1') },
  {
    row: 'ga4.stream',
    breaks: unset('query.measurement_id'),
    keeps: (d) => {
      asApp(d)
    },
  },
  { row: 'ga4.api_secret', breaks: unset('query.api_secret') },
  {
    row: 'ga4.body.size',
    breaks: set('body.user_agent', long(130_000)),
    keeps: set('body.user_agent', long(128_000)),
  },
  { row: 'ga4.body.json', breaks: set('text', '{"client_id":') },
  { row: 'ga4.body.known', breaks: set('body.clientId', 'a') },
  { row: 'ga4.client_id', breaks: unset('body.client_id') },
  { row: 'ga4.client_id', breaks: set('body.client_id', 77) },
  { row: 'ga4.app_instance_id', breaks: set('query', { firebase_app_id: '1:2:web:3', api_secret: 's' }) },
  {
    row: 'ga4.app_instance_id.form',
    breaks: (d) => {
      asApp(d)
      d.body.app_instance_id = 'a1b2'
    },
    keeps: asApp,
  },
  {
    row: 'ga4.client_id.web',
    breaks: (d) => {
      asApp(d)
      d.body.client_id = '123.456'
    },
    keeps: asApp,
  },
  { row: 'ga4.client_id.web', breaks: set('body.app_instance_id', instanceId) },
  {
    row: 'ga4.event.name.app',
    breaks: set('event.name', 'screen_view'),
    keeps: (d) => {
      asApp(d)
      d.event.name = 'screen_view'
    },
  },
  {
    row: 'ga4.screen_view.name',
    breaks: (d) => {
      asApp(d)
      d.event.name = 'screen_view'
    },
    keeps: (d) => {
      asApp(d)
      d.event.name = 'screen_view'
      d.params.screen_name = 'Cart'
    },
  },
  { row: 'ga4.user_id', breaks: set('body.user_id', 77) },
  { row: 'ga4.timestamp.integer', breaks: set('body.timestamp_micros', '2026-11-24T12:00:00Z') },
  { row: 'ga4.timestamp.text', breaks: set('body.timestamp_micros', String(noonMs * 1000)) },
  { row: 'ga4.timestamp.micros', breaks: set('body.timestamp_micros', noonMs) },
  { row: 'ga4.timestamp.micros', breaks: set('body.timestamp_micros', noonMs / 1000) },
  { row: 'ga4.timestamp.micros', breaks: set('event.timestamp_micros', noonMs * 1_000_000) },
  {
    row: 'ga4.timestamp.age',
    breaks: set('body.timestamp_micros', (noonMs - 72 * 3_600_000 - 1) * 1000),
    keeps: set('body.timestamp_micros', (noonMs - 72 * 3_600_000) * 1000),
  },
  { row: 'ga4.timestamp.future', breaks: set('body.timestamp_micros', (noonMs + 90_000) * 1000) },
  { row: 'ga4.events.required', breaks: set('body.events', []) },
  { row: 'ga4.events.required', breaks: set('body.events', { name: 'purchase' }) },
  {
    row: 'ga4.events.max',
    breaks: set(
      'body.events',
      Array.from({ length: 26 }, () => ({ name: 'login' })),
    ),
    keeps: set(
      'body.events',
      Array.from({ length: 25 }, () => ({ name: 'login' })),
    ),
  },
  { row: 'ga4.event.object', breaks: set('body.events', ['purchase']) },
  { row: 'ga4.event.name', breaks: set('event.name', 'Order Completed') },
  { row: 'ga4.event.name', breaks: set('event.name', '1st_order') },
  { row: 'ga4.event.name', breaks: unset('event.name') },
  {
    row: 'ga4.event.name.length',
    breaks: set('event.name', long(41)),
    keeps: set('event.name', long(40)),
  },
  ...['session_start', 'first_visit', 'user_engagement', '_x', 'ga_x', 'google_x', 'firebase_x', 'gtag.x'].map(
    (name): RuleCase<Draft> => ({ row: 'ga4.event.name.reserved', breaks: set('event.name', name) }),
  ),
  {
    row: 'ga4.event.name.reserved',
    breaks: set('event.name', 'app_remove'),
    keeps: set('event.name', 'page_view'),
  },
  { row: 'ga4.params.object', breaks: set('event.params', []) },
  {
    row: 'ga4.params.max',
    breaks: (d) => Object.assign(d.params, fill(20, 'x')),
    keeps: (d) => Object.assign(d.params, fill(19, 'x')),
  },
  { row: 'ga4.param.name', breaks: set('params.page title', 'x') },
  {
    row: 'ga4.param.name',
    breaks: set(`params.${long(41)}`, 'x'),
    keeps: set(`params.${long(40)}`, 'x'),
  },
  { row: 'ga4.param.name.reserved', breaks: set('params.ga_session_id', '1') },
  { row: 'ga4.param.type', breaks: set('params.tags', ['a']) },
  { row: 'ga4.param.type', breaks: set('params.nested', { a: 1 }) },
  { row: 'ga4.param.type', breaks: set('params.coupon', null) },
  { row: 'ga4.param.boolean', breaks: set('params.first', true) },
  {
    row: 'ga4.param.length',
    breaks: set('params.coupon', long(101)),
    keeps: set('params.coupon', '😀'.repeat(100)),
  },
  ...Object.entries({ page_title: 300, page_referrer: 420, page_location: 1000 }).map(
    ([name, limit]): RuleCase<Draft> => ({
      row: 'ga4.param.length',
      breaks: set(`params.${name}`, long(limit + 1)),
      keeps: set(`params.${name}`, long(limit)),
    }),
  ),
  { row: 'ga4.param.raw', breaks: set('params.page_location', 'https://a.example/?e=jane%40example.com') },
  { row: 'ga4.items.list', breaks: set('params.items', { item_id: 'sku-1' }) },
  { row: 'ga4.items.list', breaks: set('params.items', ['sku-1']) },
  { row: 'ga4.items.id', breaks: set('params.items', [{ price: 1 }]) },
  { row: 'ga4.items.type', breaks: set('params.items', [{ item_id: '1', size: ['M'] }]) },
  { row: 'ga4.items.numbers', breaks: set('params.items', [{ item_id: '1', price: '29.95' }]) },
  {
    row: 'ga4.items.custom',
    breaks: set('params.items', [{ item_id: '1', ...fill(11, 'x') }]),
    keeps: set('params.items', [{ item_id: '1', ...fill(10, 'x') }]),
  },
  { row: 'ga4.currency', breaks: set('params.currency', 'eur') },
  { row: 'ga4.value', breaks: set('params.value', '59.9') },
  {
    row: 'ga4.value.currency',
    breaks: (d) => {
      d.event.name = 'add_to_cart'
      delete d.params.currency
    },
  },
  ...['currency', 'value', 'items', 'transaction_id'].map(
    (name): RuleCase<Draft> => ({
      row: 'ga4.purchase.required',
      breaks: unset(`params.${name}`),
      keeps: (d) => {
        d.event.name = 'view_cart'
        delete d.params[name]
      },
    }),
  ),
  {
    row: 'ga4.refund.transaction',
    breaks: (d) => {
      d.event.name = 'refund'
      delete d.params.transaction_id
    },
    keeps: set('event.name', 'refund'),
  },
  { row: 'ga4.session_id', breaks: unset('params.session_id') },
  {
    row: 'ga4.session_id',
    breaks: set('params.session_id', 'abc'),
    keeps: set('params.session_id', 7),
  },
  { row: 'ga4.engagement', breaks: unset('params.engagement_time_msec') },
  { row: 'ga4.user_properties.object', breaks: set('body.user_properties', { plan: 'gold' }) },
  { row: 'ga4.user_properties.object', breaks: set('body.user_properties', []) },
  {
    row: 'ga4.user_properties.max',
    breaks: set('body.user_properties', fill(26, { value: 1 })),
    keeps: set('body.user_properties', fill(25, { value: 1 })),
  },
  {
    row: 'ga4.user_properties.name',
    breaks: set('body.user_properties', { [long(25)]: { value: 1 } }),
    keeps: set('body.user_properties', { [long(24)]: { value: 1 } }),
  },
  { row: 'ga4.user_properties.reserved', breaks: set('body.user_properties', { user_id: { value: 1 } }) },
  {
    row: 'ga4.user_properties.value',
    breaks: set('body.user_properties', { plan: { value: long(37) } }),
    keeps: set('body.user_properties', { plan: { value: long(36) } }),
  },
  { row: 'ga4.user_data.object', breaks: set('body.user_data', digest) },
  { row: 'ga4.user_data.object', breaks: set('body.user_data', { address: 'Berlin' }) },
  { row: 'ga4.user_data.known', breaks: set('body.user_data', { email: digest }) },
  { row: 'ga4.user_data.known', breaks: set('body.user_data', { address: { first_name: digest } }) },
  { row: 'ga4.user_data.hashed', breaks: set('body.user_data', { sha256_email_address: 'abc' }) },
  {
    row: 'ga4.user_data.hashed',
    breaks: set('body.user_data', { address: { sha256_street: digest.toUpperCase() } }),
    keeps: set('body.user_data', { address: { sha256_street: digest } }),
  },
  { row: 'ga4.user_data.plain', breaks: set('body.user_data', { address: { city: digest } }) },
  { row: 'ga4.user_data.raw', breaks: set('body.user_data', { sha256_email_address: 'jane@example.com' }) },
  { row: 'ga4.user_data.raw', breaks: set('body.user_data', { sha256_phone_number: ['+4915123456789'] }) },
  { row: 'ga4.user_data.empty_hash', breaks: set('body.user_data', { sha256_email_address: emptyDigest }) },
  { row: 'ga4.user_data.user_id', breaks: unset('body.user_id') },
  { row: 'ga4.consent.known', breaks: set('body.consent', { ad_storage: 'GRANTED' }) },
  { row: 'ga4.consent.known', breaks: set('body.consent', 'GRANTED') },
  { row: 'ga4.consent.value', breaks: set('body.consent', { ad_user_data: 'granted' }) },
  { row: 'ga4.consent.advised', breaks: unset('body.consent') },
]

describeRules('ga4', { rows: ga4.rows, draft: aGa4Request, toRequest, cases })

describe('ga4 answers in its own shape', () => {
  it('answers 204 without a body to rubbish and tells the record', async () => {
    const sandbox = await aSandbox()
    const answer = await sandbox.post('/ga4/mp/collect', 'rubbish')
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    const entry = await sandbox.last()
    expect([entry.status, verdictOf(entry).accepted, entry.body, entry.raw]).toEqual([204, false, null, 'rubbish'])
  })

  it('lists on the debug path what it would drop, without looking at the secret', async () => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aGa4Request()
    draft.path = '/debug/mp/collect'
    draft.query = {}
    draft.event.name = '_bad'
    const { path, body } = toRequest(draft)
    expect(await (await sandbox.post(path, body)).json()).toEqual({
      validationMessages: [
        {
          fieldPath: 'events[0].name',
          description: 'this event name or its prefix is reserved',
          validationCode: 'NAME_RESERVED',
        },
      ],
    })
  })

  it('has no other path', async () => {
    const sandbox = await aSandbox()
    expect((await sandbox.post('/ga4/collect', {})).status).toBe(404)
  })
})
