import { describe, expect, it } from 'vitest'
import { reddit } from '../../sandbox/vendors/reddit.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  data: Fields
  event: Fields
  user: Fields
  metadata: Fields
}

function aRedditRequest(): Draft {
  return {
    method: 'POST',
    path: '/api/v3/pixels/a2_abc123/conversion_events',
    headers: { 'content-type': 'application/json', authorization: 'Bearer demo' },
    data: {},
    event: {
      event_at: noonMs - 60_000,
      action_source: 'WEBSITE',
      type: { tracking_type: 'PURCHASE' },
      click_id: 'AbC-1',
    },
    user: { email: digest, user_agent: 'Mozilla/5.0', data_processing_options: { modes: ['LDU'], country: 'US' } },
    metadata: { conversion_id: 'purchase.1001', value: 59.9, currency: 'EUR', products: [{ id: 'sku-1' }] },
  }
}

function bodyOf({ data, event, user, metadata }: Draft): Fields {
  return { data: { events: [{ user, metadata, ...event }], ...data } }
}

function toRequest(draft: Draft): SentRequest {
  const { method, path, headers } = draft
  return { method, path: `/reddit${path}`, headers, body: JSON.stringify(bodyOf(draft)) }
}

function many(count: number): unknown[] {
  return Array.from({ length: count }, () => (bodyOf(aRedditRequest()).data as { events: unknown[] }).events[0])
}

const cases: RuleCase<Draft>[] = [
  { row: 'reddit.method', breaks: set('method', 'PUT') },
  { row: 'reddit.path', breaks: set('path', '/api/v2.0/conversions/events/a2_abc123') },
  { row: 'reddit.token.present', breaks: unset('headers.authorization') },
  { row: 'reddit.token.valid', breaks: set('headers.authorization', 'Bearer invalid') },
  { row: 'reddit.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'reddit.data.events', breaks: set('data.events', []) },
  { row: 'reddit.data.events', breaks: set('data.events', {}) },
  {
    row: 'reddit.data.max',
    breaks: set('data.events', many(1001)),
    keeps: set('data.events', many(1000)),
  },
  { row: 'reddit.test_id', breaks: set('data.test_id', 7), keeps: set('data.test_id', 't2_test') },
  { row: 'reddit.event.object', breaks: set('data.events', ['PURCHASE']) },
  { row: 'reddit.event_at.ms', breaks: set('event.event_at', noonMs / 1000) },
  { row: 'reddit.event_at.ms', breaks: set('event.event_at', '2026-11-24T12:00:00Z') },
  {
    row: 'reddit.event_at.age',
    breaks: set('event.event_at', noonMs - 168 * 3_600_000),
    keeps: set('event.event_at', noonMs - 168 * 3_600_000 + 1),
  },
  {
    row: 'reddit.event_at.future',
    breaks: set('event.event_at', noonMs + 300_001),
    keeps: set('event.event_at', noonMs + 300_000),
  },
  { row: 'reddit.action_source', breaks: set('event.action_source', 'website') },
  { row: 'reddit.tracking_type', breaks: set('event.type.tracking_type', 'Purchase') },
  {
    row: 'reddit.custom_name',
    breaks: set('event.type', { tracking_type: 'CUSTOM' }),
    keeps: set('event.type', { tracking_type: 'CUSTOM', custom_event_name: 'Login' }),
  },
  {
    row: 'reddit.custom_name.length',
    breaks: set('event.type', { tracking_type: 'CUSTOM', custom_event_name: 'x'.repeat(65) }),
    keeps: set('event.type', { tracking_type: 'CUSTOM', custom_event_name: 'x'.repeat(64) }),
  },
  { row: 'reddit.event.known', breaks: set('event.page', 'https://shop.example/') },
  {
    row: 'reddit.user.empty',
    breaks: (d) => {
      d.event.user = {}
      d.event.click_id = 'AbC'
    },
  },
  {
    row: 'reddit.match_key',
    breaks: (d) => {
      d.user = {}
      delete d.event.click_id
    },
    keeps: set('user', {}),
  },
  { row: 'reddit.user.hashed', breaks: set('user.phone_number', 'abc') },
  { row: 'reddit.user.hashed', breaks: set('user.email', digest.toUpperCase()) },
  { row: 'reddit.user.ip', breaks: set('user.ip_address', '203.0.113.7'), keeps: set('user.ip_address', digest) },
  { row: 'reddit.user.agent', breaks: set('user.user_agent', digest) },
  { row: 'reddit.click_id', breaks: set('event.click_id', '{{RDT_CID}}') },
  { row: 'reddit.processing.modes', breaks: set('user.data_processing_options', { modes: ['lmu'] }) },
  { row: 'reddit.conversion_id', breaks: unset('metadata.conversion_id') },
  { row: 'reddit.metadata.value', breaks: set('metadata.value', '59.9') },
  { row: 'reddit.metadata.currency', breaks: set('metadata.currency', 'eur') },
  { row: 'reddit.metadata.currency', breaks: unset('metadata.currency') },
  { row: 'reddit.metadata.products', breaks: set('metadata.products', [{ name: 'Mug' }]) },
  { row: 'reddit.raw', breaks: set('user.uuid', 'jane@example.com') },
]

describeRules('reddit', { rows: reddit.rows, draft: aRedditRequest, toRequest, cases })

describe('reddit answers in its own shape', () => {
  const answered = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aRedditRequest()
    change(draft)
    const answer = await sandbox.post(`/reddit${draft.path}`, bodyOf(draft), draft.headers)
    return [answer.status, await answer.json()]
  }

  it('says how many events it processed', async () => {
    expect(await answered(set('data.events', many(3)))).toEqual([
      200,
      { data: { message: 'Successfully processed 3 conversion events.' } },
    ])
  })

  it('names events that are too old inside a 200', async () => {
    const [one] = many(1) as Fields[]
    expect(await answered(set('data.events', [one, { ...one, event_at: noonMs - 800_000_000 }]))).toEqual([
      200,
      {
        data: {
          message: 'Successfully processed 1 conversion events.',
          invalid_events: [{ row: 2, error: 'event_at timestamp must be less than 168h0m0s old' }],
        },
      },
    ])
  })

  it.each([
    ['a wrong field', set('event.action_source', 'website'), 400],
    ['no token', unset('headers.authorization'), 401],
    ['an invalid token', set('headers.authorization', 'Bearer invalid'), 401],
    ['no right', set('headers.authorization', 'Bearer nopermission'), 403],
    ['an unknown path', set('path', '/api/v3/pixels'), 404],
  ])('answers %s', async (_, change, status) => {
    expect((await answered(change))[0]).toBe(status)
  })
})
