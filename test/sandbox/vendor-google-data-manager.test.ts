import { expect, it } from 'vitest'
import { googleDataManager } from '../../sandbox/vendors/google-data-manager.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  text: string | null
  count: number
  body: Fields
  event: Fields
}

function anIngest(): Draft {
  return {
    method: 'POST',
    path: '/v1/events:ingest',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ya29.demo' },
    text: null,
    count: 1,
    body: {
      destinations: [
        { operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' }, productDestinationId: '7001' },
      ],
      encoding: 'HEX',
    },
    event: {
      transactionId: '1001',
      eventTimestamp: new Date(noonMs).toISOString(),
      eventSource: 'WEB',
      conversionValue: 59.9,
      currency: 'EUR',
      adIdentifiers: { gclid: 'Cj0KCQ' },
      userData: { userIdentifiers: [{ emailAddress: digest }] },
      consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_DENIED' },
    },
  }
}

function toRequest({ method, path, headers, text, count, body, event }: Draft): SentRequest {
  const events = Array.from({ length: count }, () => event)
  return {
    method,
    path: `/google_data_manager${path}`,
    headers,
    body: text ?? JSON.stringify({ ...body, events }),
  }
}

const form = { grant_type: 'refresh_token', client_id: 'id', client_secret: 'secret', refresh_token: '1//refresh' }
const token =
  (fields: Record<string, string> = {}, method = 'POST') =>
  (draft: Draft) =>
    Object.assign(draft, {
      method,
      path: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      text: new URLSearchParams({ ...form, ...fields }).toString(),
    })
const status = (requestId: string) => (draft: Draft) =>
  Object.assign(draft, { method: 'GET', path: `/v1/requestStatus:retrieve?requestId=${requestId}` })
const identifiers = (...list: Fields[]) => set('event.userData', { userIdentifiers: list })
const address = { givenName: digest, familyName: digest, regionCode: 'DE', postalCode: '10115' }

const row = (name: string) => `google_data_manager.${name}`
const cases: RuleCase<Draft>[] = [
  { row: row('oauth.method'), breaks: token({}, 'PUT'), keeps: token() },
  { row: row('oauth.form'), breaks: token({ grant_type: 'password' }) },
  { row: row('oauth.client'), breaks: token({ client_id: '' }) },
  { row: row('oauth.client_valid'), breaks: token({ client_secret: 'invalid' }) },
  { row: row('oauth.refresh_token'), breaks: token({ refresh_token: '' }) },
  { row: row('oauth.grant_valid'), breaks: token({ refresh_token: '1//revoked' }) },
  { row: row('method'), breaks: set('method', 'PUT') },
  { row: row('path'), breaks: set('path', '/v1/events') },
  { row: row('token.present'), breaks: unset('headers.authorization') },
  { row: row('token.valid'), breaks: set('headers.authorization', 'Bearer expired') },
  { row: row('body.json'), breaks: set('text', '[]') },
  { row: row('destinations'), breaks: set('body.destinations', []) },
  { row: row('events.count'), breaks: set('count', 0), keeps: set('count', 2000) },
  { row: row('events.count'), breaks: set('count', 2001) },
  { row: row('encoding'), breaks: unset('body.encoding'), keeps: set('body.encoding', 'BASE64') },
  { row: row('timestamp'), breaks: set('event.eventTimestamp', noonMs) },
  { row: row('source'), breaks: set('event.eventSource', 'web'), keeps: set('event.eventSource', 'PHONE') },
  { row: row('transaction'), breaks: set('event.transactionId', '') },
  { row: row('currency'), breaks: set('event.currency', 'eur'), keeps: unset('event.conversionValue') },
  {
    row: row('identifiers'),
    breaks: identifiers({ emailAddress: digest, phoneNumber: digest }),
    keeps: identifiers({ emailAddress: digest }, { phoneNumber: digest }),
  },
  { row: row('hash'), breaks: identifiers({ emailAddress: 'jane@example.com' }) },
  {
    row: row('address'),
    breaks: identifiers({ address: { ...address, postalCode: '' } }),
    keeps: identifiers({ address }),
  },
  {
    row: row('match_key'),
    breaks: (draft) => {
      unset('event.adIdentifiers')(draft)
      unset('event.userData')(draft)
    },
    keeps: unset('event.userData'),
  },
  { row: row('consent'), breaks: set('event.consent.adUserData', 'GRANTED') },
  { row: row('status.id'), breaks: status('unheard-of'), keeps: status(`sandbox-T.1.${noonMs}`) },
]

describeRules('google_data_manager', { rows: googleDataManager.rows, draft: anIngest, toRequest, cases })

it('accepts with an id, works for a while, and then tells counts by reason and no rows', async () => {
  let nowMs = noonMs
  const sandbox = await aSandbox({ nowMs: () => nowMs })
  const { body, headers, event } = anIngest()
  const withClick = (gclid: string) => ({ ...event, adIdentifiers: { gclid } })
  const events = [event, withClick('x-refused_later'), withClick('x-duplicate_later')]
  const base = `${sandbox.url}/google_data_manager`
  const posted = await fetch(`${base}/v1/events:ingest`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...body, events }),
  })
  const { requestId } = (await posted.json()) as { requestId: string }
  const asked = async () => {
    const answer = await fetch(`${base}/v1/requestStatus:retrieve?requestId=${requestId}`, { headers })
    return ((await answer.json()) as { requestStatusPerDestination: unknown[] }).requestStatusPerDestination
  }
  expect(await asked()).toMatchObject([{ requestStatus: 'PROCESSING' }])
  nowMs += 6_000
  expect(await asked()).toMatchObject([
    {
      requestStatus: 'PARTIAL_SUCCESS',
      errorInfo: {
        errorCounts: [
          { recordCount: '1', reason: 'PROCESSING_ERROR_REASON_INVALID_GCLID' },
          { recordCount: '1', reason: 'PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID' },
        ],
      },
      eventsIngestionStatus: { recordCount: '3' },
    },
  ])
})

it.each([
  ['no token', 401, 'UNAUTHENTICATED', unset('headers.authorization')],
  ['a token without rights', 403, 'PERMISSION_DENIED', set('headers.authorization', 'Bearer nopermission')],
  ['another path', 404, 'NOT_FOUND', set('path', '/v2/events:ingest')],
] as const)('answers %s with %i', async (_, code, word, change) => {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const draft = anIngest()
  change(draft)
  const { path, headers, body } = toRequest(draft)
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body })
  expect([answer.status, await answer.json()]).toMatchObject([code, { error: { code, status: word } }])
})

it('one bad event refuses all and is named by its place', async () => {
  const sandbox = await aSandbox({ nowMs: () => noonMs })
  const { body, headers, event } = anIngest()
  const events = [event, { ...event, eventTimestamp: 'soon' }]
  const answer = await fetch(`${sandbox.url}/google_data_manager/v1/events:ingest`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...body, events }),
  })
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    {
      error: {
        status: 'INVALID_ARGUMENT',
        details: [{ fieldViolations: [{ field: 'events.events[1].event_timestamp', reason: 'INVALID_TIMESTAMP' }] }],
      },
    },
  ])
})
