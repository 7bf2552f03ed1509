import { describe, expect, test } from 'vitest'
import type { Json } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleEvents } from '../../destinations/example-events.ts'
import { errorFor } from '../../destinations/snapchat/answers.ts'
import { snapchat } from '../../destinations/snapchat/index.ts'
import { SnapchatSettings } from '../../destinations/snapchat/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = SnapchatSettings.parse({ assetId: '5c0ffee0-0000-4000-8000-000000000001' })
const valid = { status: 'VALID', reason: 'Events have been processed successfully.' }

describe('answers', () => {
  test.each<[string, Json | string]>([
    ['its own words', valid],
    ['no words at all', ''],
  ])('a 200 with %s is success', (_, body) => {
    expect(errorFor(anAnswer(200, body))).toBeNull()
  })

  test.each<[string, number, Json | string, string, string]>([
    ['a refusal inside a 200', 200, { status: 'INVALID', reason: 'planted' }, 'RejectedError', 'refused_in_200'],
    ['a bad request', 400, { status: 'INVALID', reason: 'planted' }, 'RejectedError', 'invalid_request'],
    ['a bad token', 401, {}, 'CredentialsRejectedError', 'token_invalid'],
    ['no right', 403, {}, 'CredentialsRejectedError', 'permission_missing'],
    ['an unknown asset', 404, {}, 'CredentialsRejectedError', 'no_such_asset'],
    ['too large', 413, {}, 'RejectedError', 'too_large'],
    ['throttled', 429, {}, 'ThrottledError', 'http_429'],
    ['away', 503, '<html>', 'UnavailableError', 'http_503'],
    ['a redirect', 302, '', 'UnavailableError', 'http_302'],
  ])('%s', (...[, status, body, name, code]) => {
    const error = errorFor(anAnswer(status, body))
    expect(error).toMatchObject({ name, code, status })
    expect(error?.message).not.toContain('planted')
  })
})

function ctxWith(answer: VendorAnswer, seen: VendorRequest[]) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answer)
  }
  const now = () => new Date('2026-11-24T10:00:00.000Z')
  return { settings, credentials: { accessToken: 'a.b~c' }, send, now }
}

test('the token is in the query, named as a secret; preview has none', async () => {
  const seen: VendorRequest[] = []
  await snapchat.deliver([{ a: 1 }], ctxWith(anAnswer(200, valid), seen))
  const url = 'https://tr.snapchat.com/v3/5c0ffee0-0000-4000-8000-000000000001/events'
  expect(seen[0]).toMatchObject({ url: `${url}?access_token=a.b~c`, secretQuery: ['access_token'] })
  expect(snapchat.preview([{ a: 1 }], settings)).toMatchObject([{ url, body: '{"data":[{"a":1}]}' }])
})

test('verify asks /events/validate and repeats what Snapchat says', async () => {
  const seen: VendorRequest[] = []
  const good = await snapchat.verify?.(ctxWith(anAnswer(200, valid), seen))
  expect(good).toEqual({ accepted: true, words: 'HTTP 200 VALID Events have been processed successfully.' })
  expect(new URL(seen[0]?.url ?? '').pathname).toBe('/v3/5c0ffee0-0000-4000-8000-000000000001/events/validate')
  const bad = await snapchat.verify?.(ctxWith(anAnswer(401, { status: 'INVALID', reason: 'Unauthorized' }), seen))
  expect(bad).toEqual({ accepted: false, words: 'HTTP 401 INVALID Unauthorized' })
})

describe('preflight', () => {
  const { purchase } = exampleEvents
  test.each([
    ['a whole order', {}, []],
    ['a web event without its page', { context: {} }, ['no_page_url']],
    ['a till has no page', { context: { channel: 'pos' } }, []],
    ['an order without number', { commerce: { ...purchase.commerce, orderId: null } }, ['no_order_id']],
    ['no currency', { commerce: { ...purchase.commerce, currency: null } }, ['value_without_currency']],
    ['older than 37 days', { receivedAt: '2026-12-31T10:00:00.001Z' }, ['event_older_than_window']],
  ])('%s', (_, own, codes) => {
    const event = aDeliverableEvent({ ...purchase, ...own })
    expect(snapchat.preflight?.(event, settings).map(({ code }) => code)).toEqual(codes)
  })
})

test('a lead is the custom event that the settings name; a refund is none, whatever they name', () => {
  const own = { ...settings, customEvents: { lead: 'CUSTOM_EVENT_1' as const, refund: 'CUSTOM_EVENT_3' as const } }
  const named = (['lead', 'refund'] as const).map((standard) =>
    snapchat.toPayload(aDeliverableEvent(exampleEvents[standard]), own),
  )
  expect(named).toMatchObject([{ event_name: 'CUSTOM_EVENT_1' }, { reason: 'no_refund_at_vendor' }])
})
