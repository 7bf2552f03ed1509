import { describe, expect, it } from 'vitest'
import { tiktok } from '../../sandbox/vendors/tiktok.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const noon = noonMs / 1000
const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type Fields = Record<string, unknown>
type Draft = ReturnType<typeof aTikTokRequest>

function aTikTokRequest() {
  return {
    method: 'POST',
    path: '/open_api/v1.3/event/track/',
    headers: { 'content-type': 'application/json', 'access-token': 'demo' } as Record<string, string>,
    body: { event_source: 'web', event_source_id: 'C4PIXEL0001' } as Fields,
    raw: undefined as string | undefined,
    event: { event: 'CompletePayment', event_time: noon - 60, event_id: 'purchase.1001' } as Fields,
    user: { email: [digest], phone: [digest], ttclid: 'E.C.P.AbC', ip: '203.0.113.7', city: 'berlin' } as Fields,
    properties: { currency: 'EUR', value: 59.9, contents: [{ content_id: '1', price: 29.95, quantity: 2 }] } as Fields,
  }
}

function eventOf({ event, user, properties }: Draft): Fields {
  return { user, properties, ...event }
}

function toRequest(draft: Draft): SentRequest {
  const { method, path, headers, raw, body } = draft
  const text = raw ?? JSON.stringify({ data: [eventOf(draft)], ...body })
  return { method, path: `/tiktok${path}`, headers, body: text }
}

const many = (count: number) => Array.from({ length: count }, () => eventOf(aTikTokRequest()))

const cases: RuleCase<Draft>[] = [
  { row: 'tiktok.method', breaks: set('method', 'PUT') },
  { row: 'tiktok.path', breaks: set('path', '/open_api/v1.2/pixel/track/') },
  { row: 'tiktok.token.present', breaks: unset('headers.access-token') },
  { row: 'tiktok.token.valid', breaks: set('headers.access-token', 'invalid-1') },
  { row: 'tiktok.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'tiktok.body.json', breaks: set('raw', '[') },
  { row: 'tiktok.event_source', breaks: set('body.event_source', 'shop'), keeps: set('body.event_source', 'crm') },
  { row: 'tiktok.event_source_id', breaks: unset('body.event_source_id') },
  { row: 'tiktok.test_event_code', breaks: set('body.test_event_code', 7), keeps: set('body.test_event_code', 'T1') },
  { row: 'tiktok.data.array', breaks: set('body.data', []) },
  { row: 'tiktok.data.max', breaks: set('body.data', many(1001)), keeps: set('body.data', many(1000)) },
  { row: 'tiktok.event.object', breaks: set('body.data', ['x']) },
  { row: 'tiktok.event', breaks: set('event.event', ''), keeps: set('event.event', 'My own') },
  { row: 'tiktok.event_time', breaks: set('event.event_time', noonMs) },
  { row: 'tiktok.event_time', breaks: set('event.event_time', '2026-11-24T12:00:00Z') },
  { row: 'tiktok.event_time.future', breaks: set('event.event_time', noon + 1), keeps: set('event.event_time', noon) },
  { row: 'tiktok.event_id', breaks: set('event.event_id', 1001) },
  { row: 'tiktok.event_id.advised', breaks: unset('event.event_id') },
  { row: 'tiktok.user.key', breaks: set('event.user', { city: 'berlin' }), keeps: set('event.user', { ttp: 'aB1' }) },
  ...['email', 'phone', 'external_id', 'first_name', 'last_name', 'zip_code'].map(
    (key): RuleCase<Draft> => ({
      row: 'tiktok.user.hashed',
      breaks: set(`user.${key}`, ['de']),
      keeps: set(`user.${key}`, digest),
    }),
  ),
  { row: 'tiktok.user.empty_hash', breaks: set('user.phone', emptyDigest) },
  { row: 'tiktok.user.place', breaks: set('user.city', 'San Francisco'), keeps: set('user.city', 'sanfrancisco') },
  ...['ttclid', 'ttp', 'user_agent', 'country'].map(
    (key): RuleCase<Draft> => ({ row: 'tiktok.user.plain', breaks: set(`user.${key}`, digest) }),
  ),
  { row: 'tiktok.user.device_id', breaks: set('user.idfa', 'EA7583CD'), keeps: set('user.gaid', digest) },
  { row: 'tiktok.user.phone_number', breaks: set('user.phone_number', digest) },
  { row: 'tiktok.user.ip', breaks: set('user.ip', '203.0.113.700'), keeps: set('user.ip', '2001:db8::7') },
  { row: 'tiktok.user.raw', breaks: set('user.note', 'jane@example.com') },
  { row: 'tiktok.properties.object', breaks: set('event.properties', [1]) },
  { row: 'tiktok.purchase.money', breaks: unset('properties.currency') },
  {
    row: 'tiktok.purchase.money',
    breaks: unset('properties.value'),
    keeps: (d) => {
      delete d.properties.value
      d.event.event = 'ViewContent'
    },
  },
  { row: 'tiktok.properties.value', breaks: set('properties.value', '59.90') },
  { row: 'tiktok.properties.currency', breaks: set('properties.currency', 'EURO') },
  { row: 'tiktok.properties.contents', breaks: set('properties.contents', [{ price: '2' }]) },
  {
    row: 'tiktok.limited_data_use',
    breaks: set('event.limited_data_use', 1),
    keeps: set('event.limited_data_use', true),
  },
  {
    row: 'tiktok.limited_data_use.source',
    breaks: (d) => {
      d.body.event_source = 'offline'
      d.event.limited_data_use = true
    },
  },
]

describeRules('tiktok', { rows: tiktok.rows, draft: aTikTokRequest, toRequest, cases })

describe('tiktok answers in its own shape', () => {
  const answered = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aTikTokRequest()
    change(draft)
    const { path, body, headers } = toRequest(draft)
    const answer = await sandbox.post(path, body, headers)
    return { status: answer.status, body: (await answer.json()) as Fields }
  }

  it('says code 0 and the id of the call', async () => {
    expect(await answered(() => undefined)).toMatchObject({ status: 200, body: { code: 0, message: 'OK', data: {} } })
  })

  it('refuses all events for one bad one, in a 200 that names the row', async () => {
    const { status, body } = await answered(set('body.data', [...many(2), { ...many(1)[0], event: '' }]))
    expect([status, body.code]).toEqual([200, 40002])
    expect(body.message).toMatch(/^Batch\.2\.event: /)
  })

  it('a bad token is code 40001 in a 200', async () => {
    const { status, body } = await answered(set('headers.access-token', 'invalid'))
    expect([status, body.code]).toEqual([200, 40001])
  })
})
