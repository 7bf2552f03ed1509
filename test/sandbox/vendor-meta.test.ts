import { describe, expect, it } from 'vitest'
import { meta } from '../../sandbox/vendors/meta.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const noon = noonMs / 1000
const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  body: Fields | string
  event: Fields
  userData: Fields
  customData: Fields
}

function aMetaRequest(): Draft {
  return {
    method: 'POST',
    path: '/v26.0/1234567890/events',
    headers: { 'content-type': 'application/json', authorization: 'Bearer EAAdemo' },
    body: {},
    event: {
      event_name: 'Purchase',
      event_time: noon - 60,
      event_id: 'purchase.1001',
      action_source: 'website',
      event_source_url: 'https://shop.example/thanks',
    },
    userData: {
      em: [digest],
      external_id: [digest],
      client_ip_address: '203.0.113.7',
      client_user_agent: 'Mozilla/5.0',
      fbc: 'fb.1.1764000000000.AbCdEf',
      fbp: 'fb.1.1764000000000.1098115397',
    },
    customData: {
      currency: 'EUR',
      value: 59.9,
      order_id: '1001',
      content_type: 'product',
      content_ids: ['sku-1'],
      contents: [{ id: 'sku-1', quantity: 2, item_price: 29.95 }],
      num_items: 2,
    },
  }
}

function toRequest(draft: Draft): SentRequest {
  const { body, event, userData, customData } = draft
  const whole = { data: [{ ...event, user_data: userData, custom_data: customData, ...event }] }
  const text = typeof body === 'string' ? body : JSON.stringify({ ...whole, ...body })
  return { method: draft.method, path: `/meta${draft.path}`, headers: draft.headers, body: text }
}

const cases: RuleCase<Draft>[] = [
  { row: 'meta.method', breaks: set('method', 'PUT') },
  {
    row: 'meta.path',
    breaks: set('path', '/v26.0/my-pixel/events'),
    keeps: set('path', '/3f6c1c1e-6f0e-4a58-9d5e-2b8f0d6f8a11/v25.0/1234567890/events'),
  },
  { row: 'meta.path', breaks: set('path', '/1234567890/events') },
  {
    row: 'meta.token.present',
    breaks: unset('headers.authorization'),
    keeps: (d) => {
      delete d.headers.authorization
      d.path += '?access_token=EAAdemo'
    },
  },
  {
    row: 'meta.token.present',
    breaks: set('headers.authorization', 'Bearer '),
    keeps: (d) => {
      delete d.headers.authorization
      d.body = { access_token: 'EAAdemo' }
    },
  },
  { row: 'meta.token.valid', breaks: set('headers.authorization', 'Bearer EAA-invalid') },
  {
    row: 'meta.appsecret_proof',
    breaks: set('path', '/v26.0/1234567890/events?appsecret_proof=0123'),
    keeps: set('path', `/v26.0/1234567890/events?appsecret_proof=${digest}`),
  },
  {
    row: 'meta.appsecret_proof',
    breaks: set('body', { appsecret_proof: digest.toUpperCase() }),
    keeps: set('body', { appsecret_proof: digest }),
  },
  {
    row: 'meta.content_type',
    breaks: set('headers.content-type', 'text/plain'),
    keeps: set('headers.content-type', 'application/json; charset=utf-8'),
  },
  { row: 'meta.body.json', breaks: set('body', '{"data":[') },
  { row: 'meta.body.json', breaks: set('body', '[]') },
  {
    row: 'meta.test_event_code',
    breaks: set('body', { test_event_code: 7 }),
    keeps: set('body', { test_event_code: 'TEST123' }),
  },
  { row: 'meta.data.array', breaks: set('body', { data: {} }) },
  { row: 'meta.data.array', breaks: set('body', { data: [] }) },
  {
    row: 'meta.data.max',
    breaks: set('body', { data: manyEvents(1001) }),
    keeps: set('body', { data: manyEvents(1000) }),
  },
  { row: 'meta.event.object', breaks: set('body', { data: ['Purchase'] }) },
  {
    row: 'meta.event_name',
    breaks: unset('event.event_name'),
    keeps: set('event.event_name', 'My own event'),
  },
  { row: 'meta.event_time.integer', breaks: set('event.event_time', '1795521600') },
  { row: 'meta.event_time.integer', breaks: set('event.event_time', noon - 0.5) },
  { row: 'meta.event_time.seconds', breaks: set('event.event_time', noonMs) },
  {
    row: 'meta.event_time.future',
    breaks: set('event.event_time', noon + 61),
    keeps: set('event.event_time', noon + 60),
  },
  {
    row: 'meta.event_time.age',
    breaks: set('event.event_time', noon - 7 * 86_400 - 1),
    keeps: set('event.event_time', noon - 7 * 86_400),
  },
  {
    row: 'meta.event_time.age',
    breaks: (d) => Object.assign(d.event, { action_source: 'physical_store', event_time: noon - 62 * 86_400 - 1 }),
    keeps: (d) => Object.assign(d.event, { action_source: 'physical_store', event_time: noon - 62 * 86_400 }),
  },
  {
    row: 'meta.action_source',
    breaks: set('event.action_source', 'web'),
    keeps: set('event.action_source', 'business_messaging'),
  },
  { row: 'meta.action_source', breaks: unset('event.action_source') },
  {
    row: 'meta.website.user_agent',
    breaks: unset('userData.client_user_agent'),
    keeps: (d) => {
      delete d.userData.client_user_agent
      d.event.action_source = 'phone_call'
    },
  },
  {
    row: 'meta.website.source_url',
    breaks: unset('event.event_source_url'),
    keeps: (d) => {
      delete d.event.event_source_url
      d.event.action_source = 'email'
    },
  },
  { row: 'meta.event_source_url', breaks: set('event.event_source_url', '/thanks') },
  { row: 'meta.event_id', breaks: set('event.event_id', 1001) },
  { row: 'meta.event_id.advised', breaks: unset('event.event_id') },
  {
    row: 'meta.opt_out',
    breaks: set('event.opt_out', 'true'),
    keeps: set('event.opt_out', true),
  },
  {
    row: 'meta.processing.options',
    breaks: set('event.data_processing_options', 'LDU'),
    keeps: set('event.data_processing_options', []),
  },
  {
    row: 'meta.processing.country',
    breaks: (d) => Object.assign(d.event, processing(2, 1000)),
    keeps: (d) => Object.assign(d.event, processing(1, 1000)),
  },
  {
    row: 'meta.processing.state',
    breaks: (d) => Object.assign(d.event, processing(1, 'CA')),
    keeps: (d) => Object.assign(d.event, processing(0, 0)),
  },
  { row: 'meta.user_data.required', breaks: set('event.user_data', { em: [], ph: '' }) },
  { row: 'meta.user_data.required', breaks: set('event.user_data', undefined) },
  { row: 'meta.user_data.known', breaks: set('userData.nickname', 'jd') },
  ...['em', 'ph', 'fn', 'ln', 'ge', 'db', 'ct', 'st', 'zp', 'country'].map(
    (key): RuleCase<Draft> => ({
      row: 'meta.user_data.hashed',
      breaks: set(`userData.${key}`, 'de'),
      keeps: set(`userData.${key}`, digest),
    }),
  ),
  { row: 'meta.user_data.hashed', breaks: set('userData.em', [digest.toUpperCase()]) },
  { row: 'meta.user_data.hashed', breaks: set('userData.em', [digest, `${digest}0`]) },
  { row: 'meta.user_data.hashed', breaks: set('userData.em', { sha256: digest }) },
  { row: 'meta.user_data.external_id', breaks: set('userData.external_id', 'user-77') },
  {
    row: 'meta.user_data.type',
    breaks: set('userData.lead_id', { id: 1 }),
    keeps: set('userData.lead_id', 525645896321548),
  },
  ...['client_user_agent', 'fbp', 'subscription_id', 'madid'].map(
    (key): RuleCase<Draft> => ({ row: 'meta.user_data.never_hash', breaks: set(`userData.${key}`, digest) }),
  ),
  {
    row: 'meta.user_data.ip',
    breaks: set('userData.client_ip_address', '203.0.113.700'),
    keeps: set('userData.client_ip_address', '2001:db8::7'),
  },
  {
    row: 'meta.user_data.fbc',
    breaks: set('userData.fbc', 'AbCdEf'),
    keeps: set('userData.fbc', 'fb.2.1764000000000.IwAR2F4-dbP0l7Mn1Iaw'),
  },
  { row: 'meta.user_data.fbc', breaks: set('userData.fbc', 'fb.1.1764000000.AbCdEf') },
  { row: 'meta.user_data.fbp', breaks: set('userData.fbp', 'other.1.2') },
  { row: 'meta.user_data.raw', breaks: set('userData.em', 'jane@example.com') },
  { row: 'meta.user_data.raw', breaks: set('userData.external_id', 'Jane%40example.com') },
  { row: 'meta.user_data.raw', breaks: set('userData.note', [{ deep: '+49 151 23456789' }]) },
  { row: 'meta.user_data.empty_hash', breaks: set('userData.ph', emptyDigest) },
  {
    row: 'meta.user_data.too_broad',
    breaks: (d) => {
      d.event.user_data = { ct: digest, country: digest, client_user_agent: 'Mozilla/5.0' }
    },
  },
  { row: 'meta.purchase.currency', breaks: unset('customData.currency') },
  {
    row: 'meta.purchase.value',
    breaks: unset('customData.value'),
    keeps: (d) => {
      delete d.customData.value
      d.event.event_name = 'ViewContent'
    },
  },
  {
    row: 'meta.purchase.negative',
    breaks: set('customData.value', -59.9),
    keeps: set('customData.value', 0),
  },
  { row: 'meta.custom_data.object', breaks: set('event.custom_data', [1]) },
  { row: 'meta.custom_data.currency', breaks: set('customData.currency', 'EURO') },
  { row: 'meta.custom_data.currency_case', breaks: set('customData.currency', 'eur') },
  { row: 'meta.custom_data.value', breaks: set('customData.value', '59.90') },
  ...Object.entries({
    content_name: 1,
    content_category: [],
    content_ids: 'sku-1',
    content_type: 'products',
    delivery_category: 'pigeon',
    num_items: '2',
    order_id: {},
    predicted_ltv: '9',
    search_string: 3,
    status: 1,
  }).map(
    ([key, wrong]): RuleCase<Draft> => ({
      row: 'meta.custom_data.type',
      breaks: set(`customData.${key}`, wrong),
    }),
  ),
  { row: 'meta.custom_data.contents', breaks: set('customData.contents', { id: 'sku-1' }) },
  { row: 'meta.custom_data.contents', breaks: set('customData.contents', [{ quantity: 1 }]) },
  { row: 'meta.custom_data.contents', breaks: set('customData.contents', [{ id: '1', item_price: '2' }]) },
  { row: 'meta.custom_data.raw', breaks: set('customData.content_name', 'gift for jane@example.com') },
]

function manyEvents(count: number): unknown[] {
  const { event, userData, customData } = aMetaRequest()
  return Array.from({ length: count }, () => ({ ...event, user_data: userData, custom_data: customData }))
}

function processing(country: unknown, state: unknown): Fields {
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  }
}

describeRules('meta', { rows: meta.rows, draft: aMetaRequest, toRequest, cases })

describe('meta answers in its own shape', () => {
  const answered = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aMetaRequest()
    change(draft)
    const { path, body, headers } = toRequest(draft)
    const answer = await sandbox.post(path, body, headers)
    return { status: answer.status, body: (await answer.json()) as { error?: Fields } & Fields }
  }

  it('says how many events it received', async () => {
    const { status, body } = await answered(set('body', { data: manyEvents(3) }))
    expect(status).toBe(200)
    expect(body).toEqual({ events_received: 3, messages: [], fbtrace_id: expect.stringMatching(/^A[\w-]{22}$/) })
  })

  it('refuses all events for one bad one', async () => {
    const [bad] = manyEvents(1) as Fields[]
    const { status, body } = await answered(set('body', { data: [...manyEvents(2), { ...bad, event_name: '' }] }))
    expect(status).toBe(400)
    expect(body).not.toHaveProperty('events_received')
    expect(body.error).toMatchObject({ code: 100, type: 'OAuthException', message: 'Invalid parameter' })
    expect(body.error?.error_user_msg).toMatch(/^data\[2\]\.event_name: /)
  })

  it.each([
    { what: 'an old event', change: set('event.event_time', 1), told: [400, 100, 2804003] },
    { what: 'no token', change: unset('headers.authorization'), told: [400, 190, undefined] },
    { what: 'an invalid token', change: set('headers.authorization', 'Bearer invalid'), told: [400, 190, undefined] },
    { what: 'an expired token', change: set('headers.authorization', 'Bearer expired'), told: [400, 190, 463] },
    { what: 'no right', change: set('headers.authorization', 'Bearer nopermission'), told: [403, 200, undefined] },
    { what: 'an unknown pixel', change: set('path', '/v26.0/none/events'), told: [400, 100, 33] },
  ])('answers $what with its codes', async ({ change, told }) => {
    const { status, body } = await answered(change)
    expect([status, body.error?.code, body.error?.error_subcode]).toEqual(told)
  })

  it('repeats no value of the request in a refusal', async () => {
    const { body } = await answered((d) => {
      d.body = { data: [{ 'jane@example.com': 1, user_data: { em: 'jane@example.com', 'bob@example.com': 'x' } }] }
    })
    expect(JSON.stringify(body)).not.toContain('@')
  })
})
