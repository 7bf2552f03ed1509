import { expect, it } from 'vitest'
import { amplitude } from '../../sandbox/vendors/amplitude.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

interface Draft {
  method: string
  path: string
  text: string | null
  count: number
  body: Record<string, unknown>
  event: Record<string, unknown>
}

function anUpload(): Draft {
  const event = {
    event_type: 'Order Completed',
    user_id: 'u-1001',
    insert_id: 'purchase.1001',
    time: noonMs,
    event_properties: { order_id: '1001' },
    revenue: 59.9,
  }
  return { method: 'POST', path: '/2/httpapi', text: null, count: 1, body: { api_key: 'k' }, event }
}

function toRequest({ method, path, text, count, body, event }: Draft): SentRequest {
  const events = Array.from({ length: count }, () => event)
  return { method, path: `/amplitude${path}`, headers: {}, body: text ?? JSON.stringify({ ...body, events }) }
}

const cases: RuleCase<Draft>[] = [
  { row: 'amplitude.method', breaks: set('method', 'PUT') },
  { row: 'amplitude.path', breaks: set('path', '/httpapi') },
  { row: 'amplitude.body.json', breaks: set('text', '{') },
  { row: 'amplitude.api_key', breaks: unset('body.api_key') },
  { row: 'amplitude.body.size', breaks: set('body.note', 'x'.repeat(1_000_000)) },
  { row: 'amplitude.events.count', breaks: set('count', 2001), keeps: set('count', 2000) },
  { row: 'amplitude.events.count', breaks: set('count', 0) },
  { row: 'amplitude.event.type', breaks: unset('event.event_type') },
  { row: 'amplitude.event.id', breaks: unset('event.user_id'), keeps: set('event.device_id', 'device') },
  { row: 'amplitude.event.id_length', breaks: set('event.user_id', 'u-10'), keeps: set('event.user_id', 'u-100') },
  {
    row: 'amplitude.event.id_length',
    breaks: set('event.device_id', 7),
    keeps: set('body.options', { min_id_length: 1 }),
  },
  { row: 'amplitude.event.time', breaks: set('event.time', noonMs / 1000) },
  { row: 'amplitude.event.insert_id', breaks: unset('event.insert_id') },
  { row: 'amplitude.event.properties', breaks: set('event.event_properties', []) },
  { row: 'amplitude.event.revenue', breaks: set('event.revenue', '59.9') },
]

describeRules('amplitude', { rows: amplitude.rows, draft: anUpload, toRequest, cases })

async function answerTo(change: (draft: Draft) => void): Promise<[number, unknown]> {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = anUpload()
  change(draft)
  const { path, body } = toRequest(draft)
  const answer = await sandbox.post(path, body)
  return [answer.status, await answer.json()]
}

it('says how many it took', async () => {
  expect(await answerTo(() => undefined)).toMatchObject([200, { code: 200, events_ingested: 1 }])
})

it('lists bad rows by field and number', async () => {
  expect(await answerTo(set('event.user_id', 'u'))).toMatchObject([
    400,
    { code: 400, events_with_invalid_id_lengths: { user_id: [0] } },
  ])
})

it('answers 413 to too much and 400 to a missing key', async () => {
  expect(await answerTo(set('body.note', 'x'.repeat(1_000_000)))).toMatchObject([413, { code: 413 }])
  expect(await answerTo(unset('body.api_key'))).toMatchObject([400, { error: 'Invalid API key: ' }])
})
