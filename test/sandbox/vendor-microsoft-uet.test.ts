import { describe, expect, it } from 'vitest'
import { microsoftUet } from '../../sandbox/vendors/microsoft-uet.ts'
import { aSandbox } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const digest = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const noonSeconds = noonMs / 1000
type Fields = Record<string, unknown>

interface Draft {
  method: string
  path: string
  headers: Record<string, string>
  body: Fields
  event: unknown
}

function aUetRequest(): Draft {
  return {
    method: 'POST',
    path: '/v1/12345678/events',
    headers: { 'content-type': 'application/json', authorization: 'Bearer uet-token' },
    body: { dataProvider: 'TrackLayer', continueOnValidationError: true },
    event: {
      eventType: 'custom',
      eventName: 'purchase',
      eventId: 'purchase.1001',
      eventTime: noonSeconds - 60,
      eventSourceUrl: 'https://shop.example/thanks',
      adStorageConsent: 'G',
      userData: { em: digest, ph: digest, msclkid: 'cdd4', clientIpAddress: '203.0.113.7', externalId: 'u-1' },
      customData: {
        value: 59.9,
        currency: 'EUR',
        transactionId: '1001',
        items: [{ id: 'P-1', name: 'Shoe', price: 59.9, quantity: 1 }],
        itemIds: ['P-1'],
        pageType: 'purchase',
      },
    },
  }
}

function toRequest({ method, path, headers, body, event }: Draft): SentRequest {
  return { method, path: `/microsoft_uet${path}`, headers, body: JSON.stringify({ data: [event], ...body }) }
}

const many = (length: number) => Array.from({ length }, () => 1)

const cases: RuleCase<Draft>[] = [
  { row: 'microsoft_uet.method', breaks: set('method', 'PUT') },
  { row: 'microsoft_uet.path', breaks: set('path', '/v1/events'), keeps: set('path', '/v1/97/events') },
  { row: 'microsoft_uet.token.present', breaks: unset('headers.authorization') },
  { row: 'microsoft_uet.token.valid', breaks: set('headers.authorization', 'Bearer expired') },
  { row: 'microsoft_uet.content_type', breaks: set('headers.content-type', 'text/plain') },
  {
    row: 'microsoft_uet.body.json',
    breaks: (d) => {
      d.body = Object.assign([], { toJSON: () => 'x' }) as unknown as Fields
      d.event = undefined
      d.headers = { ...d.headers, 'x-broken': '1' }
    },
  },
  { row: 'microsoft_uet.body.flags', breaks: set('event.dataProvider', 'TrackLayer') },
  { row: 'microsoft_uet.data.array', breaks: set('body.data', []) },
  { row: 'microsoft_uet.data.max', breaks: set('body.data', many(1001)) },
  { row: 'microsoft_uet.event.object', breaks: set('event', 7) },
  { row: 'microsoft_uet.event.known', breaks: set('event.event_id', 'x'), keeps: set('event.pageTitle', 'Thanks') },
  { row: 'microsoft_uet.event_type', breaks: set('event.eventType', 'purchase') },
  { row: 'microsoft_uet.event_name', breaks: set('event.eventName', '') },
  {
    row: 'microsoft_uet.source_url',
    breaks: (d) => {
      set('event.eventType', 'pageLoad')(d)
      unset('event.eventSourceUrl')(d)
    },
    keeps: unset('event.eventSourceUrl'),
  },
  { row: 'microsoft_uet.source_url', breaks: set('event.eventSourceUrl', '/thanks') },
  { row: 'microsoft_uet.event_time.seconds', breaks: set('event.eventTime', noonMs) },
  { row: 'microsoft_uet.event_time.seconds', breaks: set('event.eventTime', '2026-11-24T12:00:00Z') },
  {
    row: 'microsoft_uet.event_time.future',
    breaks: set('event.eventTime', noonSeconds + 120),
    keeps: set('event.eventTime', noonSeconds + 30),
  },
  {
    row: 'microsoft_uet.event_time.age',
    breaks: set('event.eventTime', noonSeconds - 8 * 86_400),
    keeps: set('event.eventTime', noonSeconds - 6 * 86_400),
  },
  { row: 'microsoft_uet.event_id', breaks: set('event.eventId', 7) },
  { row: 'microsoft_uet.event_id.advised', breaks: unset('event.eventId') },
  { row: 'microsoft_uet.consent', breaks: set('event.adStorageConsent', 'granted') },
  { row: 'microsoft_uet.consent.advised', breaks: unset('event.adStorageConsent') },
  {
    row: 'microsoft_uet.user.denied',
    breaks: set('event.adStorageConsent', 'D'),
    keeps: (d) => {
      set('event.adStorageConsent', 'D')(d)
      unset('event.userData')(d)
    },
  },
  { row: 'microsoft_uet.user.object', breaks: set('event.userData', digest) },
  { row: 'microsoft_uet.user.known', breaks: set('event.userData.email', digest) },
  { row: 'microsoft_uet.user.hashed', breaks: set('event.userData.em', [digest]) },
  { row: 'microsoft_uet.user.hashed', breaks: set('event.userData.ph', digest.toUpperCase()) },
  { row: 'microsoft_uet.user.empty_hash', breaks: set('event.userData.em', emptyDigest) },
  { row: 'microsoft_uet.user.plain', breaks: set('event.userData.msclkid', digest) },
  {
    row: 'microsoft_uet.user.ip',
    breaks: set('event.userData.clientIpAddress', '203.0.113'),
    keeps: set('event.userData.clientIpAddress', '2001:db8::1'),
  },
  {
    row: 'microsoft_uet.user.raw',
    breaks: set('event.userData.externalId', 'jane@example.com'),
    keeps: set('event.userData.externalId', digest),
  },
  { row: 'microsoft_uet.custom.object', breaks: set('event.customData', []) },
  { row: 'microsoft_uet.custom.known', breaks: set('event.customData.orderId', '1001') },
  { row: 'microsoft_uet.custom.number', breaks: set('event.customData.value', '59.9') },
  { row: 'microsoft_uet.custom.number', breaks: set('event.customData.ecommTotalValue', -1) },
  { row: 'microsoft_uet.custom.currency', breaks: set('event.customData.currency', 'eur') },
  { row: 'microsoft_uet.custom.value_currency', breaks: unset('event.customData.currency') },
  { row: 'microsoft_uet.custom.transaction', breaks: unset('event.customData.transactionId') },
  {
    row: 'microsoft_uet.custom.transaction',
    breaks: unset('event.customData'),
    keeps: (d) => {
      unset('event.customData')(d)
      set('event.eventName', 'login')(d)
    },
  },
  { row: 'microsoft_uet.custom.page_type', breaks: set('event.customData.pageType', 'checkout') },
  { row: 'microsoft_uet.custom.items', breaks: set('event.customData.items', [{ id: 7 }]) },
  { row: 'microsoft_uet.custom.items', breaks: set('event.customData.items', [{ id: 'P-1', quantity: 1.5 }]) },
  {
    row: 'microsoft_uet.custom.item_ids',
    breaks: set('event.customData.itemIds', [7]),
    keeps: set('event.customData.itemIds', 'P-1,P-2'),
  },
]

describeRules('microsoft_uet', { rows: microsoftUet.rows, draft: aUetRequest, toRequest, cases })

describe('microsoft_uet answers in its own shape', () => {
  const answerTo = async (change: (draft: Draft) => void) => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    const draft = aUetRequest()
    change(draft)
    const { path, headers, body, method = 'POST' } = toRequest(draft)
    const answer = await fetch(`${sandbox.url}${path}`, { method, headers, body })
    return { status: answer.status, json: (await answer.json()) as unknown }
  }
  const good = aUetRequest().event

  it('counts what it received', async () => {
    expect(await answerTo(() => undefined)).toEqual({ status: 200, json: { eventsReceived: 1 } })
  })

  it('tells the bad row inside a 200, and takes the others', async () => {
    const bad = { ...(good as Fields), eventTime: 'yesterday' }
    const { status, json } = await answerTo(set('body.data', [good, bad, good]))
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { eventsReceived: 2, error: { details: [{ index: 1, propertyName: 'eventTime', isWarning: false }] } },
    })
  })

  it('warns without refusing', async () => {
    expect(await answerTo(unset('event.adStorageConsent'))).toMatchObject({
      status: 200,
      json: {
        eventsReceived: 1,
        error: { details: [{ index: 0, propertyName: 'adStorageConsent', isWarning: true }] },
      },
    })
  })

  it.each([
    [
      'a bad row where it was not asked to go on',
      400,
      (d: Draft) => {
        unset('body.continueOnValidationError')(d)
        set('event.eventType', 'x')(d)
      },
    ],
    ['an empty list', 400, set('body.data', [])],
    ['no token', 401, unset('headers.authorization')],
    ['a token of another tag', 403, set('headers.authorization', 'Bearer nopermission')],
    ['another path', 404, set('path', '/v2/1/events')],
  ] as const)('refuses %s with %i', async (_, status, change) => {
    expect(await answerTo(change)).toMatchObject({ status, json: { error: { details: [{ isWarning: false }] } } })
  })
})
