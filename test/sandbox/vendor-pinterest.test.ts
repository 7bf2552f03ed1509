import { describe, expect, it } from 'vitest'
import { pinterest } from '../../sandbox/vendors/pinterest.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const noon = noonMs / 1000
const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type Fields = Record<string, unknown>
type Draft = ReturnType<typeof aPinterestRequest>

function aPinterestRequest() {
  return {
    method: 'POST',
    path: '/v5/ad_accounts/549755885175/events',
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo' } as Record<string, string>,
    body: {} as Fields,
    raw: undefined as string | undefined,
    event: {
      event_name: 'checkout',
      action_source: 'web',
      event_time: noon - 60,
      event_id: 'purchase.1001',
      event_source_url: 'https://shop.example/thanks',
    } as Fields,
    user: { em: [digest], client_ip_address: '203.0.113.7', client_user_agent: 'Mozilla/5.0' } as Fields,
    custom: {
      currency: 'EUR',
      value: '59.90',
      contents: [{ id: '1', item_price: '29.95', quantity: 2 }],
      opt_out_type: 'LDP',
    } as Fields,
  }
}

function eventOf({ event, user, custom }: Draft): Fields {
  return { user_data: user, custom_data: custom, ...event }
}

function toRequest(draft: Draft): SentRequest {
  const { method, path, headers, raw, body } = draft
  return {
    method,
    path: `/pinterest${path}`,
    headers,
    body: raw ?? JSON.stringify({ data: [eventOf(draft)], ...body }),
  }
}

const many = (count: number) => Array.from({ length: count }, () => eventOf(aPinterestRequest()))

const cases: RuleCase<Draft>[] = [
  { row: 'pinterest.method', breaks: set('method', 'PUT') },
  { row: 'pinterest.path', breaks: set('path', '/v3/ad_accounts/1/events') },
  { row: 'pinterest.test', breaks: setTest('yes'), keeps: setTest('true') },
  { row: 'pinterest.token.present', breaks: unset('headers.authorization') },
  { row: 'pinterest.token.valid', breaks: set('headers.authorization', 'Bearer invalid') },
  { row: 'pinterest.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'pinterest.body.json', breaks: set('raw', '[') },
  { row: 'pinterest.data.array', breaks: set('body.data', []) },
  { row: 'pinterest.data.max', breaks: set('body.data', many(1001)), keeps: set('body.data', many(1000)) },
  { row: 'pinterest.event.object', breaks: set('body.data', ['x']) },
  { row: 'pinterest.event_name', breaks: set('event.event_name', '') },
  {
    row: 'pinterest.event_name.known',
    breaks: set('event.event_name', 'Size Guide'),
    keeps: set('event.event_name', 'lead'),
  },
  {
    row: 'pinterest.action_source',
    breaks: set('event.action_source', 'website'),
    keeps: set('event.action_source', 'app_ios'),
  },
  { row: 'pinterest.event_time', breaks: set('event.event_time', noonMs) },
  { row: 'pinterest.event_time', breaks: set('event.event_time', '2026-11-24T12:00:00Z') },
  {
    row: 'pinterest.event_time.future',
    breaks: set('event.event_time', noon + 1),
    keeps: set('event.event_time', noon),
  },
  {
    row: 'pinterest.event_time.age',
    breaks: set('event.event_time', noon - 7 * 86_400 - 1),
    keeps: set('event.event_time', noon - 7 * 86_400),
  },
  {
    row: 'pinterest.event_time.late',
    breaks: set('event.event_time', noon - 3601),
    keeps: set('event.event_time', noon - 3600),
  },
  { row: 'pinterest.event_id', breaks: unset('event.event_id') },
  { row: 'pinterest.event_source_url', breaks: set('event.event_source_url', '/thanks') },
  { row: 'pinterest.opt_out', breaks: set('event.opt_out', 'true'), keeps: set('event.opt_out', true) },
  {
    row: 'pinterest.opt_out_type',
    breaks: set('custom.opt_out_type', ['LDP']),
    keeps: set('custom.opt_out_type', 'LDP,GPC'),
  },
  {
    row: 'pinterest.user_data.required',
    breaks: set('event.user_data', { ph: [digest], client_ip_address: '203.0.113.7' }),
    keeps: set('event.user_data', { hashed_maids: [digest] }),
  },
  { row: 'pinterest.user_data.list', breaks: set('user.ph', digest), keeps: set('user.ph', [digest]) },
  ...['em', 'ph', 'ge', 'db', 'ln', 'fn', 'ct', 'st', 'zp', 'country', 'external_id', 'hashed_maids'].map(
    (key): RuleCase<Draft> => ({ row: 'pinterest.user_data.hashed', breaks: set(`user.${key}`, ['de']) }),
  ),
  { row: 'pinterest.user_data.empty_hash', breaks: set('user.ph', [emptyDigest]) },
  {
    row: 'pinterest.user_data.plain',
    breaks: set('user.click_id', digest),
    keeps: set('user.click_id', 'dj0yJnU9AbC'),
  },
  { row: 'pinterest.user_data.ip', breaks: set('user.client_ip_address', '203.0.113.700') },
  { row: 'pinterest.user_data.raw', breaks: set('user.note', 'jane@example.com') },
  { row: 'pinterest.custom_data.object', breaks: set('event.custom_data', [1]) },
  { row: 'pinterest.custom_data.value', breaks: set('custom.value', 59.9), keeps: set('custom.value', '60') },
  { row: 'pinterest.custom_data.currency', breaks: set('custom.currency', 'EURO') },
  { row: 'pinterest.custom_data.contents', breaks: set('custom.contents', [{ item_price: 29.95 }]) },
  { row: 'pinterest.custom_data.contents', breaks: set('custom.contents', [{ quantity: '2' }]) },
  {
    row: 'pinterest.custom_data.content_ids',
    breaks: set('custom.content_ids', [1]),
    keeps: set('custom.content_ids', ['1']),
  },
  { row: 'pinterest.custom_data.num_items', breaks: set('custom.num_items', '2'), keeps: set('custom.num_items', 2) },
]

function setTest(value: string): (draft: Draft) => void {
  return (draft) => {
    draft.path += `?test=${value}`
  }
}

describeRules('pinterest', { rows: pinterest.rows, draft: aPinterestRequest, toRequest, cases })

describe('pinterest answers in its own shape', () => {
  const answered = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aPinterestRequest()
    change(draft)
    const { path, body, headers } = toRequest(draft)
    const answer = await sandbox.post(path, body, headers)
    return [answer.status, await answer.json()] as const
  }
  const stored = { status: 'processed', error_message: '', warning_message: '' }

  it('says of each event that it was stored', async () => {
    expect(await answered(set('body.data', many(2)))).toEqual([
      200,
      { num_events_received: 2, num_events_processed: 2, events: [stored, stored] },
    ])
  })

  it('stores the good events beside a bad one and answers 422', async () => {
    const [status, body] = await answered(set('body.data', [...many(1), { ...many(1)[0], event_id: '' }, ...many(1)]))
    expect([status, body]).toMatchObject([
      422,
      { num_events_received: 3, num_events_processed: 2, events: [stored, { status: 'failed' }, stored] },
    ])
  })

  it('refuses a request that is none, and tokens by their fault', async () => {
    expect(await answered(set('body.data', []))).toMatchObject([400, { code: 1 }])
    expect(await answered(set('headers.authorization', 'Bearer invalid'))).toMatchObject([401, { code: 2 }])
    expect(await answered(set('headers.authorization', 'Bearer nopermission'))).toMatchObject([403, { code: 29 }])
    expect(await answered(set('path', '/v5/nothing'))).toMatchObject([404, { code: 4 }])
  })
})
