import { describe, expect, it } from 'vitest'
import { klaviyo } from '../../sandbox/vendors/klaviyo.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  text: string | null
  count: number
  entry: Fields
  profile: Fields
  event: Fields
  metric: Fields
}

function aKlaviyoJob(): Draft {
  return {
    method: 'POST',
    path: '/api/event-bulk-create-jobs/',
    headers: { authorization: 'Klaviyo-API-Key pk_1', revision: '2026-04-15' },
    text: null,
    count: 1,
    entry: { type: 'event-bulk-create' },
    profile: { email: 'jane@example.com', phone_number: '+4915123456789', external_id: 'u-1' },
    event: {
      time: new Date(noonMs).toISOString(),
      unique_id: 'purchase.1001',
      value: 59.9,
      value_currency: 'EUR',
      properties: { OrderId: '1001' },
    },
    metric: { name: 'Placed Order' },
  }
}

function toRequest({ method, path, headers, text, count, entry, profile, event, metric }: Draft): SentRequest {
  const data = Array.from({ length: count }, () => ({
    type: 'event',
    attributes: { metric: { data: { type: 'metric', attributes: metric } }, ...event },
  }))
  const attributes = { profile: { data: { type: 'profile', attributes: profile } }, events: { data } }
  const job = { 'events-bulk-create': { data: [{ attributes, ...entry }] } }
  const body = text ?? JSON.stringify({ data: { type: 'event-bulk-create-job', attributes: job } })
  return { method, path: `/klaviyo${path}`, headers, body }
}

const list = (length: number) => Array.from({ length }, () => 1)
const many = (count: number) => Object.fromEntries(list(count).map((value, index) => [`p${index}`, value]))
const isoAt = (ms: number) => new Date(ms).toISOString()
const yearMs = 365 * 24 * 3_600_000

const cases: RuleCase<Draft>[] = [
  { row: 'klaviyo.method', breaks: set('method', 'PUT') },
  { row: 'klaviyo.path', breaks: set('path', '/api/track'), keeps: set('path', '/api/event-bulk-create-jobs/') },
  { row: 'klaviyo.key', breaks: set('headers.authorization', 'Bearer pk_1') },
  { row: 'klaviyo.revision', breaks: unset('headers.revision'), keeps: set('headers.revision', '2025-01-15') },
  {
    row: 'klaviyo.body.size',
    breaks: set('event.note', 'x'.repeat(5_000_000)),
    keeps: set('event.note', 'x'.repeat(4_900_000)),
  },
  { row: 'klaviyo.body.json', breaks: set('text', '{"data":') },
  { row: 'klaviyo.job.events', breaks: set('count', 1001), keeps: set('count', 1000) },
  { row: 'klaviyo.job.events', breaks: set('count', 0) },
  { row: 'klaviyo.entry.type', breaks: set('entry.type', 'event') },
  { row: 'klaviyo.profile.identifier', breaks: set('profile', {}), keeps: set('profile', { anonymous_id: 'a' }) },
  { row: 'klaviyo.profile.email', breaks: set('profile.email', 'a'.repeat(64)) },
  { row: 'klaviyo.profile.phone', breaks: set('profile.phone_number', '015123456789') },
  {
    row: 'klaviyo.profile.external_id',
    breaks: set('profile.external_id', 'x'.repeat(256)),
    keeps: set('profile.external_id', 'x'.repeat(255)),
  },
  { row: 'klaviyo.event.metric', breaks: set('metric.name', '') },
  { row: 'klaviyo.event.time', breaks: set('event.time', noonMs) },
  {
    row: 'klaviyo.event.time',
    breaks: set('event.time', '1999-12-31T23:59:59Z'),
    keeps: set('event.time', '2000-01-01T00:00:00Z'),
  },
  {
    row: 'klaviyo.event.time',
    breaks: set('event.time', isoAt(noonMs + yearMs + 1000)),
    keeps: set('event.time', isoAt(noonMs + yearMs)),
  },
  { row: 'klaviyo.event.unique_id', breaks: unset('event.unique_id') },
  { row: 'klaviyo.event.value', breaks: set('event.value', '59.9') },
  { row: 'klaviyo.event.currency', breaks: set('event.value_currency', 'eur') },
  {
    row: 'klaviyo.event.properties',
    breaks: set('event.properties', many(401)),
    keeps: set('event.properties', many(400)),
  },
  {
    row: 'klaviyo.event.text',
    breaks: set('event.properties.note', 'x'.repeat(100_001)),
    keeps: set('event.properties.note', 'x'.repeat(100_000)),
  },
  {
    row: 'klaviyo.event.items',
    breaks: set('event.properties.list', list(4001)),
    keeps: set('event.properties.list', list(4000)),
  },
]

describeRules('klaviyo', { rows: klaviyo.rows, draft: aKlaviyoJob, toRequest, cases })

describe('klaviyo answers in its own shape', () => {
  const answerTo = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aKlaviyoJob()
    change(draft)
    const { path, headers, body, method = 'POST' } = toRequest(draft)
    const init = method === 'GET' ? {} : { body }
    const answer = await fetch(`${sandbox.url}${path}`, { method, headers, ...init })
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? null : (JSON.parse(text) as unknown) }
  }

  it('takes a job with 202 and no body, a profile with 201, and shows the account', async () => {
    expect(await answerTo(() => undefined)).toEqual({ status: 202, json: null })
    const profile = { data: { type: 'profile', attributes: { external_id: 'u-1' } } }
    const imported = (d: Draft) => Object.assign(d, { path: '/api/profile-import/', text: JSON.stringify(profile) })
    expect(await answerTo(imported)).toMatchObject({ status: 201, json: { data: { type: 'profile' } } })
    const account = (d: Draft) => Object.assign(d, { path: '/api/accounts/', method: 'GET' })
    expect(await answerTo(account)).toMatchObject({ status: 200 })
  })

  it('points at the bad entry by number', async () => {
    const { status, json } = await answerTo(set('profile.phone_number', '0151'))
    expect(status).toBe(400)
    const { pointer } = (json as { errors: { source: { pointer: string } }[] }).errors[0]!.source
    expect(pointer).toBe('/data/attributes/events-bulk-create/data/0/attributes/profile')
  })

  it.each([
    ['without a key', 401, unset('headers.authorization')],
    ['on another path', 404, set('path', '/api/track')],
  ] as const)('refuses %s with %i', async (_, status, change) => {
    expect(await answerTo(change)).toMatchObject({ status })
  })
})
