import { expect, it } from 'vitest'
import { mixpanel } from '../../sandbox/vendors/mixpanel.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  text: string | null
  count: number
  event: Record<string, unknown>
}

const authorization = `Basic ${Buffer.from('token-1:').toString('base64')}`

function anImport(): Draft {
  const properties = { distinct_id: 'u-1001', time: noonMs, $insert_id: 'purchase-1001', order_id: '1001' }
  const event = { event: 'Order Completed', properties }
  return { method: 'POST', path: '/import?strict=1', headers: { authorization }, text: null, count: 1, event }
}

function toRequest({ method, path, headers, text, count, event }: Draft): SentRequest {
  const events = Array.from({ length: count }, () => event)
  return { method, path: `/mixpanel${path}`, headers, body: text ?? JSON.stringify(events) }
}

const properties = (count: number) => (draft: Draft) =>
  Object.assign(
    draft.event.properties as object,
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, 1])),
  )
const profile = { $token: 'token-1', $distinct_id: 'u-1001', $set: { plan: 'gold' } }
const engage = (body: unknown) => (draft: Draft) =>
  Object.assign(draft, { path: '/engage?verbose=1', text: JSON.stringify([body]) })
const deletion =
  (body: unknown, authorization = 'Bearer g') =>
  (draft: Draft) =>
    Object.assign(draft, {
      path: '/api/app/data-deletions/v3.0/?token=t',
      headers: { authorization },
      text: JSON.stringify(body),
    })

const cases: RuleCase<Draft>[] = [
  { row: 'mixpanel.method', breaks: set('method', 'PUT') },
  { row: 'mixpanel.path', breaks: set('path', '/track') },
  { row: 'mixpanel.strict', breaks: set('path', '/import') },
  { row: 'mixpanel.token', breaks: unset('headers.authorization') },
  { row: 'mixpanel.token', breaks: engage({ ...profile, $token: '' }), keeps: engage(profile) },
  { row: 'mixpanel.body.json', breaks: set('text', '{"event":"x"}') },
  {
    row: 'mixpanel.body.size',
    breaks: (draft) => Object.assign(draft, { count: 3, event: { ...draft.event, note: 'x'.repeat(900_000) } }),
  },
  { row: 'mixpanel.events.count', breaks: set('count', 2001), keeps: set('count', 2000) },
  { row: 'mixpanel.events.count', breaks: set('count', 0) },
  { row: 'mixpanel.event.name', breaks: set('event.event', ' ') },
  { row: 'mixpanel.event.size', breaks: set('event.note', 'x'.repeat(1_000_000)) },
  { row: 'mixpanel.event.properties', breaks: properties(252), keeps: properties(251) },
  {
    row: 'mixpanel.event.time',
    breaks: set('event.properties.time', '2026-11-24'),
    keeps: set('event.properties.time', noonMs / 1000),
  },
  {
    row: 'mixpanel.event.time',
    breaks: set('event.properties.time', noonMs + 3_600_001),
    keeps: set('event.properties.time', noonMs + 3_600_000),
  },
  { row: 'mixpanel.event.distinct_id', breaks: set('event.properties.distinct_id', 'Null') },
  { row: 'mixpanel.event.distinct_id', breaks: unset('event.properties.distinct_id') },
  { row: 'mixpanel.event.nobody', breaks: set('event.properties.distinct_id', '') },
  { row: 'mixpanel.event.insert_id', breaks: set('event.properties.$insert_id', 'purchase.1001') },
  {
    row: 'mixpanel.event.insert_id',
    breaks: set('event.properties.$insert_id', 'x'.repeat(37)),
    keeps: set('event.properties.$insert_id', 'x'.repeat(36)),
  },
  { row: 'mixpanel.profile.id', breaks: engage({ ...profile, $distinct_id: '' }) },
  { row: 'mixpanel.profile.set', breaks: engage({ ...profile, $set: [] }) },
  {
    row: 'mixpanel.deletion.body',
    breaks: deletion({ distinct_ids: [] }),
    keeps: deletion({ distinct_ids: ['u-1001'] }),
  },
]

describeRules('mixpanel', { rows: mixpanel.rows, draft: anImport, toRequest, cases })

async function answerTo(change: (draft: Draft) => void): Promise<[number, unknown]> {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = anImport()
  change(draft)
  const { path, headers, body } = toRequest(draft)
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body })
  return [answer.status, await answer.json()]
}

it('says how many it stored, and in a 400 which it did not', async () => {
  expect(await answerTo(set('count', 3))).toEqual([200, { code: 200, num_records_imported: 3, status: 'OK' }])
  const bad = { event: 'x', properties: { distinct_id: 'u-1', time: 7, $insert_id: 'i-1' } }
  const good = anImport().event
  expect(await answerTo(set('text', JSON.stringify([good, bad, good])))).toMatchObject([
    400,
    { num_records_imported: 2, failed_records: [{ index: 1, insert_id: 'i-1', field: 'properties.time' }] },
  ])
})

it('refuses a missing token with 401, a profile inside a 200 and a deletion with 400', async () => {
  expect(await answerTo(unset('headers.authorization'))).toMatchObject([401, { code: 401 }])
  expect(await answerTo(engage(profile))).toMatchObject([200, { status: 1 }])
  expect(await answerTo(engage({ ...profile, $set: 1 }))).toMatchObject([200, { status: 0 }])
  expect(await answerTo(deletion({ distinct_ids: ['u-1'] }))).toMatchObject([200, { status: 'ok' }])
  expect(await answerTo(deletion({}))).toMatchObject([400, { status: 'error' }])
  expect(await answerTo(deletion({ distinct_ids: ['u-1'] }, 'none'))).toMatchObject([401, { status: 'error' }])
})
