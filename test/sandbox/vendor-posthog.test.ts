import { expect, it } from 'vitest'
import { posthog } from '../../sandbox/vendors/posthog.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  text: string | null
  body: Record<string, unknown>
  event: Record<string, unknown>
}

const hourMs = 3_600_000
const isoAt = (ms: number) => new Date(ms).toISOString()

function aBatch(): Draft {
  const event = {
    event: 'Order Completed',
    distinct_id: 'u-1001',
    uuid: '36ab29f5-c349-845a-9615-e41e61530504',
    timestamp: isoAt(noonMs),
    properties: { order_id: '1001' },
  }
  return { method: 'POST', path: '/batch/', headers: {}, text: null, body: { api_key: 'phc_1' }, event }
}

function toRequest({ method, path, headers, text, body, event }: Draft): SentRequest {
  return { method, path: `/posthog${path}`, headers, body: text ?? JSON.stringify({ batch: [event], ...body }) }
}

const deletion =
  (body: object, headers = { authorization: 'Bearer phx_1' }) =>
  (draft: Draft) =>
    Object.assign(draft, { path: '/api/projects/7/persons/bulk_delete/', headers, text: JSON.stringify(body) })

const cases: RuleCase<Draft>[] = [
  { row: 'posthog.method', breaks: set('method', 'PUT') },
  { row: 'posthog.path', breaks: set('path', '/capture/v9'), keeps: set('path', '/batch') },
  { row: 'posthog.body.json', breaks: set('text', '[]') },
  { row: 'posthog.api_key', breaks: unset('body.api_key') },
  { row: 'posthog.batch.count', breaks: set('body.batch', []) },
  { row: 'posthog.event.size', breaks: set('event.note', 'x'.repeat(1_000_000)) },
  { row: 'posthog.event.name', breaks: unset('event.event') },
  {
    row: 'posthog.event.distinct_id',
    breaks: unset('event.distinct_id'),
    keeps: (draft) => Object.assign(draft.event, { distinct_id: undefined, properties: { distinct_id: 'u' } }),
  },
  { row: 'posthog.event.person', breaks: set('event.distinct_id', 'Null') },
  { row: 'posthog.event.uuid', breaks: set('event.uuid', 'purchase.1001') },
  { row: 'posthog.event.repeats', breaks: unset('event.uuid') },
  { row: 'posthog.event.timestamp', breaks: set('event.timestamp', noonMs) },
  {
    row: 'posthog.event.future',
    breaks: set('event.timestamp', isoAt(noonMs + 24 * hourMs)),
    keeps: set('event.timestamp', isoAt(noonMs + 22 * hourMs)),
  },
  {
    row: 'posthog.event.historical',
    breaks: set('event.timestamp', isoAt(noonMs - 48 * hourMs)),
    keeps: (draft) => {
      draft.event.timestamp = isoAt(noonMs - 48 * hourMs)
      draft.body.historical_migration = true
    },
  },
  { row: 'posthog.event.properties', breaks: set('event.properties', []) },
  { row: 'posthog.deletion.key', breaks: deletion({ distinct_ids: ['u'] }, { authorization: 'phx_1' }) },
  {
    row: 'posthog.deletion.body',
    breaks: deletion({ distinct_ids: [] }),
    keeps: deletion({ distinct_ids: ['u-1001'] }),
  },
]

describeRules('posthog', { rows: posthog.rows, draft: aBatch, toRequest, cases })

it.each([
  ['a batch', 200, { status: 'Ok' }, () => undefined],
  ['a uuid that is none, which is then dropped', 200, { status: 'Ok' }, set('event.uuid', 'x')],
  ['no key', 401, { code: 'invalid_api_key' }, unset('body.api_key')],
  ['JSON that is none', 400, { code: 'invalid_payload' }, set('text', '{')],
  ['an event of nobody', 400, { code: 'missing_field' }, unset('event.distinct_id')],
  ['no event', 400, { code: 'empty_batch' }, set('body.batch', [])],
  ['another path', 404, { detail: 'Not found.' }, set('path', '/x')],
  ['a deletion', 202, { persons_deleted: 1 }, deletion({ distinct_ids: ['u'] })],
  ['a deletion of nobody', 400, { code: 'invalid_input' }, deletion({})],
  ['a deletion without its key', 401, { code: 'not_authenticated' }, deletion({ ids: ['u'] }, { authorization: '' })],
  [
    'one event',
    200,
    { status: 'Ok' },
    (draft: Draft) =>
      Object.assign(draft, { path: '/i/v0/e/', text: JSON.stringify({ ...draft.event, api_key: 'k' }) }),
  ],
] as const)('answers %s with %i', async (_, status, body, change: (draft: Draft) => void) => {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = aBatch()
  change(draft)
  const { path, headers, body: sent } = toRequest(draft)
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: sent })
  expect([answer.status, await answer.json()]).toMatchObject([status, body])
})
