import { expect, it } from 'vitest'
import { segment } from '../../sandbox/vendors/segment.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  text: string | null
  count: number
  message: Record<string, unknown>
}

const authorization = `Basic ${Buffer.from('key-1:').toString('base64')}`

function aBatch(): Draft {
  const message = {
    type: 'track',
    event: 'Order Completed',
    messageId: 'purchase.1001',
    userId: 'u-1001',
    timestamp: new Date(noonMs).toISOString(),
    properties: { order_id: '1001' },
    context: { consent: { categoryPreferences: { analytics: true, advertising: false } } },
  }
  return { method: 'POST', path: '/v1/batch', headers: { authorization }, text: null, count: 1, message }
}

function toRequest({ method, path, headers, text, count, message }: Draft): SentRequest {
  const batch = Array.from({ length: count }, () => message)
  return { method, path: `/segment${path}`, headers, body: text ?? JSON.stringify({ batch }) }
}

const deletion = (body: object) => (draft: Draft) =>
  Object.assign(draft, { path: '/regulations/sources/s1', text: JSON.stringify(body) })
const regulation = { regulationType: 'DELETE_ONLY', subjectType: 'USER_ID', subjectIds: ['u-1001'] }

const cases: RuleCase<Draft>[] = [
  { row: 'segment.method', breaks: set('method', 'PUT') },
  { row: 'segment.path', breaks: set('path', '/v1/import'), keeps: set('path', '/v1/batch') },
  { row: 'segment.key', breaks: set('headers.authorization', `Basic ${Buffer.from('key-1').toString('base64')}`) },
  { row: 'segment.body.json', breaks: set('text', '{') },
  { row: 'segment.batch.count', breaks: set('count', 2501), keeps: set('count', 1000) },
  { row: 'segment.batch.count', breaks: set('count', 0) },
  {
    row: 'segment.body.size',
    breaks: (draft) => Object.assign(draft, { count: 20, message: { ...draft.message, note: 'x'.repeat(26_000) } }),
  },
  {
    row: 'segment.message.size',
    breaks: set('message.note', 'x'.repeat(33_000)),
    keeps: set('message.note', 'x'.repeat(32_000)),
  },
  { row: 'segment.message.type', breaks: set('message.type', 'import') },
  { row: 'segment.message.id', breaks: unset('message.userId'), keeps: set('message.anonymousId', 'a') },
  { row: 'segment.message.event', breaks: unset('message.event'), keeps: set('message.type', 'page') },
  { row: 'segment.message.group', breaks: set('message.type', 'group') },
  { row: 'segment.message.previous', breaks: set('message.type', 'alias') },
  { row: 'segment.message.message_id', breaks: set('message.messageId', 'x'.repeat(100)) },
  { row: 'segment.message.repeats', breaks: unset('message.messageId') },
  { row: 'segment.message.timestamp', breaks: set('message.timestamp', noonMs) },
  {
    row: 'segment.message.consent',
    breaks: set('message.context', { consent: { categoryPreferences: { a: 'true' } } }),
  },
  {
    row: 'segment.deletion.body',
    breaks: deletion({ ...regulation, subjectIds: [] }),
    keeps: deletion(regulation),
  },
]

describeRules('segment', { rows: segment.rows, draft: aBatch, toRequest, cases })

it.each([
  ['a batch', 200, { success: true }, () => undefined],
  ['a message of nobody, which is then dropped', 200, { success: true }, unset('message.userId')],
  ['no key', 200, { success: true }, unset('headers.authorization')],
  ['JSON that is none', 400, { success: false }, set('text', '{')],
  ['a message over 32 KB', 400, { success: false }, set('message.note', 'x'.repeat(33_000))],
  ['another path', 404, { message: 'Not Found' }, set('path', '/v2/batch')],
  [
    'one call',
    200,
    { success: true },
    (draft: Draft) => Object.assign(draft, { path: '/v1/track', text: JSON.stringify(draft.message) }),
  ],
] as const)('answers %s with %i', async (_, status, body, change: (draft: Draft) => void) => {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = aBatch()
  change(draft)
  const { path, headers, body: sent } = toRequest(draft)
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: sent })
  expect([answer.status, await answer.json()]).toEqual([status, body])
})
