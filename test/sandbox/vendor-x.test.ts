import { describe, expect, it } from 'vitest'
import { x } from '../../sandbox/vendors/x.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  body: unknown
  conversion: unknown
}

function aRequest(): Draft {
  return {
    method: 'POST',
    path: '/12/measurement/conversions/o8z6j',
    headers: { 'content-type': 'application/json', 'x-pixel-token': 'pixel-token' },
    body: {},
    conversion: {
      conversion_time: '2026-11-24T11:59:00.000Z',
      event_id: 'tw-o8z6j-o87ne',
      identifiers: [
        { twclid: '23opev' },
        { hashed_email: digest },
        { ip_address: '203.0.113.7', user_agent: 'Mozilla' },
      ],
      conversion_id: 'purchase.1001',
      value: '59.90',
      price_currency: 'EUR',
      number_items: 1,
      contents: [{ content_id: 'P-1', content_name: 'Shoe', content_price: 59.9, num_items: 1 }],
    },
  }
}

function toRequest({ method, path, headers, body, conversion }: Draft): SentRequest {
  const whole = typeof body === 'object' ? { conversions: [conversion], ...body } : body
  return { method, path: `/x${path}`, headers, body: JSON.stringify(whole) }
}

const identifiers = (...list: Fields[]) => set('conversion.identifiers', list)

const cases: RuleCase<Draft>[] = [
  { row: 'x.method', breaks: set('method', 'PUT') },
  { row: 'x.path', breaks: set('path', '/11/measurement/conversions/o8z6j') },
  {
    row: 'x.token.present',
    breaks: unset('headers.x-pixel-token'),
    keeps: set('headers', { 'content-type': 'application/json', authorization: 'OAuth oauth_token="t"' }),
  },
  { row: 'x.token.valid', breaks: set('headers.x-pixel-token', 'invalid') },
  { row: 'x.content_type', breaks: set('headers.content-type', 'text/plain') },
  { row: 'x.body.json', breaks: set('body', 'x') },
  { row: 'x.conversions.list', breaks: set('body', { conversions: [] }) },
  { row: 'x.conversions.max', breaks: set('body', { conversions: Array.from({ length: 501 }, () => 1) }) },
  { row: 'x.conversion.object', breaks: set('conversion', 7) },
  { row: 'x.conversion.known', breaks: set('conversion.currency', 'EUR'), keeps: set('conversion.description', 'x') },
  { row: 'x.time', breaks: set('conversion.conversion_time', noonMs / 1000) },
  {
    row: 'x.time.future',
    breaks: set('conversion.conversion_time', '2026-11-24T12:02:00Z'),
    keeps: set('conversion.conversion_time', '2026-11-24T12:00:30Z'),
  },
  { row: 'x.event_id', breaks: set('conversion.event_id', 'Purchase'), keeps: set('conversion.event_id', 'o87ne') },
  { row: 'x.event_id.pixel', breaks: set('conversion.event_id', 'tw-other-o87ne') },
  { row: 'x.identifiers.list', breaks: identifiers() },
  { row: 'x.identifiers.list', breaks: identifiers({}) },
  { row: 'x.identifiers.known', breaks: identifiers({ twclid: 'a' }, { email: digest }) },
  { row: 'x.identifiers.one', breaks: identifiers({ twclid: 'a', hashed_email: digest }) },
  {
    row: 'x.identifiers.strong',
    breaks: identifiers({ ip_address: '203.0.113.7', user_agent: 'Mozilla' }),
    keeps: identifiers({ hashed_phone_number: digest }, { user_agent: 'Mozilla' }),
  },
  { row: 'x.identifiers.hashed', breaks: identifiers({ hashed_email: digest.toUpperCase() }) },
  { row: 'x.identifiers.empty_hash', breaks: identifiers({ hashed_email: emptyDigest }) },
  { row: 'x.identifiers.plain', breaks: identifiers({ twclid: digest }) },
  { row: 'x.identifiers.ip', breaks: identifiers({ twclid: 'a' }, { ip_address: '2001:db8::1' }) },
  { row: 'x.identifiers.raw', breaks: identifiers({ hashed_email: 'jane@example.com' }) },
  { row: 'x.conversion_id', breaks: set('conversion.conversion_id', 1001) },
  { row: 'x.conversion_id.advised', breaks: unset('conversion.conversion_id') },
  { row: 'x.value', breaks: set('conversion.value', 59.9) },
  { row: 'x.currency', breaks: set('conversion.price_currency', 'eur') },
  { row: 'x.value.currency', breaks: unset('conversion.price_currency') },
  { row: 'x.number_items', breaks: set('conversion.number_items', '1') },
  { row: 'x.contents', breaks: set('conversion.contents', [{ content_id: 'P-1', content_price: '59.90' }]) },
]

describeRules('x', { rows: x.rows, draft: aRequest, toRequest, cases })

describe('x answers in its own shape', () => {
  const answerTo = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aRequest()
    change(draft)
    const { path, headers, body, method = 'POST' } = toRequest(draft)
    const answer = await fetch(`${sandbox.url}${path}`, { method, headers, body })
    return { status: answer.status, json: (await answer.json()) as unknown }
  }
  const good = aRequest().conversion

  it('counts what it processed under an id of its own', async () => {
    expect(await answerTo(set('body', { conversions: [good, good] }))).toMatchObject({
      status: 200,
      json: { data: { conversions_processed: 2, debug_id: expect.any(String) } },
    })
  })

  it('tells every error and keeps nothing', async () => {
    const bad = { ...(good as Fields), event_id: '', value: 5 }
    expect(await answerTo(set('body', { conversions: [good, bad] }))).toMatchObject({
      status: 400,
      json: {
        errors: [
          { code: 'INVALID_PARAMETER', parameter: 'conversions[1].event_id' },
          { code: 'INVALID_PARAMETER', parameter: 'conversions[1].value' },
        ],
      },
    })
  })

  it.each([
    [401, 'UNAUTHORIZED_ACCESS', unset('headers.x-pixel-token')],
    [403, 'UNAUTHORIZED_ACCESS', set('headers.x-pixel-token', 'nopermission')],
    [404, 'ROUTE_NOT_FOUND', set('path', '/12/measurement/x')],
    [400, 'MISSING_PARAMETER', set('body', { conversions: [] })],
  ] as const)('%i %s', async (status, code, change) => {
    expect(await answerTo(change)).toMatchObject({ status, json: { errors: [{ code }] } })
  })
})
