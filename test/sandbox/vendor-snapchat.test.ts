import { expect, it } from 'vitest'
import { snapchat } from '../../sandbox/vendors/snapchat.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const noon = noonMs / 1000
const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

type Fields = Record<string, unknown>
type Draft = ReturnType<typeof aSnapchatRequest>

function aSnapchatRequest() {
  return {
    method: 'POST',
    path: '/v3/5c0ffee0-0000-4000-8000-000000000001/events',
    token: '?access_token=demo',
    headers: { 'content-type': 'application/json' } as Record<string, string>,
    body: {} as Fields,
    raw: undefined as string | undefined,
    event: {
      event_name: 'PURCHASE',
      event_time: noon - 60,
      event_id: 'purchase.1001',
      action_source: 'WEB',
      event_source_url: 'https://shop.example/thanks',
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    } as Fields,
    user: { em: [digest], fn: digest, sc_click_id: 'AbC', client_ip_address: '203.0.113.7' } as Fields,
    custom: { currency: 'EUR', value: '59.90', contents: [{ id: '1', quantity: '2', item_price: '29.95' }] } as Fields,
  }
}

function eventOf({ event, user, custom }: Draft): Fields {
  return { user_data: user, custom_data: custom, ...event }
}

function toRequest(draft: Draft): SentRequest {
  const { method, path, token, headers, raw, body } = draft
  const text = raw ?? JSON.stringify({ data: [eventOf(draft)], ...body })
  return { method, path: `/snapchat${path}${token}`, headers, body: text }
}

const many = (count: number) => Array.from({ length: count }, () => eventOf(aSnapchatRequest()))

const cases: RuleCase<Draft>[] = [
  { row: 'snapchat.method', breaks: set('method', 'PUT') },
  { row: 'snapchat.path', breaks: set('path', '/v2/conversion'), keeps: set('path', '/v3/a-1/events/validate') },
  {
    row: 'snapchat.token.present',
    breaks: set('token', ''),
    keeps: (draft) => {
      draft.token = ''
      draft.headers.authorization = 'Bearer demo'
    },
  },
  { row: 'snapchat.token.valid', breaks: set('token', '?access_token=invalid') },
  { row: 'snapchat.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'snapchat.body.json', breaks: set('raw', '[') },
  { row: 'snapchat.data.array', breaks: set('body.data', []) },
  { row: 'snapchat.data.max', breaks: set('body.data', many(2001)) },
  { row: 'snapchat.event.object', breaks: set('body.data', ['x']) },
  { row: 'snapchat.event_name', breaks: set('event.event_name', 'Purchase'), keeps: set('event.event_name', 'LOGIN') },
  { row: 'snapchat.event_time', breaks: set('event.event_time', noonMs) },
  {
    row: 'snapchat.event_time.future',
    breaks: set('event.event_time', noon + 1),
    keeps: set('event.event_time', noon),
  },
  {
    row: 'snapchat.event_time.age',
    breaks: set('event.event_time', noon - 37 * 86_400 - 1),
    keeps: set('event.event_time', noon - 37 * 86_400),
  },
  { row: 'snapchat.action_source', breaks: set('event.action_source', 'shop') },
  {
    row: 'snapchat.action_source.case',
    breaks: set('event.action_source', 'website'),
    keeps: set('event.action_source', 'OFFLINE'),
  },
  { row: 'snapchat.event_id', breaks: set('event.event_id', 7) },
  { row: 'snapchat.event_id.advised', breaks: unset('event.event_id') },
  { row: 'snapchat.event_source_url', breaks: unset('event.event_source_url') },
  {
    row: 'snapchat.app_data',
    breaks: set('event.action_source', 'MOBILE_APP'),
    keeps: (draft) => {
      draft.event.action_source = 'MOBILE_APP'
      draft.event.app_data = { extinfo: Array(16).fill('') }
    },
  },
  {
    row: 'snapchat.processing.options',
    breaks: set('event.data_processing_options', ['lmu']),
    keeps: set('event.data_processing_options', []),
  },
  { row: 'snapchat.processing.place', breaks: set('event.data_processing_options_state', 'CA') },
  {
    row: 'snapchat.user_data.required',
    breaks: set('event.user_data', { sc_click_id: 'AbC' }),
    keeps: set('event.user_data', { madid: 'ab12' }),
  },
  ...['em', 'ph', 'fn', 'ln', 'ge', 'ct', 'st', 'zp', 'country', 'external_id', 'db'].map(
    (key): RuleCase<Draft> => ({
      row: 'snapchat.user_data.hashed',
      breaks: set(`user.${key}`, ['de']),
      keeps: set(`user.${key}`, digest),
    }),
  ),
  { row: 'snapchat.user_data.empty_hash', breaks: set('user.ph', [emptyDigest]) },
  { row: 'snapchat.user_data.plain', breaks: set('user.sc_click_id', digest) },
  { row: 'snapchat.user_data.madid', breaks: set('user.madid', 'AB12'), keeps: set('user.madid', 'ab12') },
  { row: 'snapchat.user_data.ip', breaks: set('user.client_ip_address', '203.0.113.700') },
  { row: 'snapchat.user_data.raw', breaks: set('user.note', 'jane@example.com') },
  { row: 'snapchat.custom_data.object', breaks: set('event.custom_data', [1]) },
  { row: 'snapchat.custom_data.value', breaks: set('custom.value', 'a lot'), keeps: set('custom.value', 59.9) },
  { row: 'snapchat.custom_data.currency', breaks: set('custom.currency', 'EURO') },
  { row: 'snapchat.custom_data.contents', breaks: set('custom.contents', [{ quantity: 'two' }]) },
]

describeRules('snapchat', { rows: snapchat.rows, draft: aSnapchatRequest, toRequest, cases })

it.each<[string, (draft: Draft) => void, number, string]>([
  ['takes all', () => undefined, 200, 'VALID'],
  ['refuses all for one bad event', set('body.data', [...many(1), 'x']), 400, 'INVALID'],
  ['knows no such token', set('token', '?access_token=invalid'), 401, 'INVALID'],
  ['knows a token without rights', set('token', '?access_token=nopermission'), 403, 'INVALID'],
  ['knows no such path', set('path', '/v3/events'), 404, 'INVALID'],
])('snapchat %s', async (...[, change, status, word]) => {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = aSnapchatRequest()
  change(draft)
  const { path, body, headers } = toRequest(draft)
  const answer = await sandbox.post(path, body, headers)
  expect([answer.status, await answer.json()]).toMatchObject([status, { status: word }])
})
