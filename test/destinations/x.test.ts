import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce } from '../../destinations/example-parts.ts'
import { moneyText } from '../../destinations/money-text.ts'
import { errorFor } from '../../destinations/x/answers.ts'
import { x } from '../../destinations/x/index.ts'
import { XSettings } from '../../destinations/x/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = XSettings.parse({ pixelId: 'o8z6j', events: { purchase: 'o87ne', lead: 'tw-other-o87nf' } })
const now = new Date('2026-11-24T10:00:00.000Z')

/** Recorded shapes. */
const taken = (count: number) =>
  anAnswer(200, {
    request: { params: { account_id: '18ce552mlaq' } },
    data: { conversions_processed: count, debug_id: 'ff02e052-36e4-47d6-bdf0-6d8986446562' },
  })
const refused = (status: number, ...codes: string[]) =>
  anAnswer(status, {
    errors: codes.map((code) => ({ code, message: 'planted jane@example.com is invalid', parameter: 'conversions' })),
    request: { params: {} },
  })

describe('answers', () => {
  test('all processed is no error', () => expect(errorFor(taken(2), { sent: 2, now })).toBeNull())

  test.each([
    ['one bad conversion', refused(400, 'INVALID_PARAMETER'), 'RejectedError', 'invalid_field'],
    ['a missing field', refused(400, 'MISSING_PARAMETER'), 'RejectedError', 'field_missing'],
    ['a code nobody knows', refused(400, 'NEVER_SEEN'), 'RejectedError', 'http_400'],
    ['an invalid token', refused(401, 'UNAUTHORIZED_ACCESS'), 'CredentialsRejectedError', 'token_invalid'],
    ['no access', refused(403, 'UNAUTHORIZED_CLIENT_APPLICATION'), 'CredentialsRejectedError', 'no_api_access'],
    ['an unknown pixel', refused(404, 'NOT_FOUND'), 'CredentialsRejectedError', 'no_such_pixel'],
    ['a version that has ended', refused(404, 'ROUTE_NOT_FOUND'), 'CredentialsRejectedError', 'version_ended'],
    ['too large', anAnswer(413, ''), 'RejectedError', 'too_large'],
    ['fewer than sent', taken(1), 'RejectedError', 'partly_processed'],
    ['a 200 that is no JSON', anAnswer(200, 'ok'), 'UnavailableError', 'unexpected_answer'],
    ['over capacity', refused(503, 'OVER_CAPACITY'), 'UnavailableError', 'over_capacity'],
    ['a server that is away', anAnswer(502, '<html>'), 'UnavailableError', 'http_502'],
  ] as const)('%s', (...[, answer, name, code]) => {
    const error = errorFor(answer, { sent: 2, now })
    expect(error).toMatchObject({ name, code, status: answer.status })
    expect(error?.message).not.toContain('planted')
  })

  test.each([
    ['Retry-After', anAnswer(429, '', 30), 30],
    ['the second its window begins anew', throttledUntil('1795514460'), 60],
    ['nothing of a second long gone', throttledUntil('1795514300'), null],
    ['nothing of what is no second', throttledUntil('soon'), null],
  ] as const)('a throttle heeds %s', (_, answer, retryAfterSeconds) => {
    expect(errorFor(answer, { sent: 1, now })).toMatchObject({ name: 'ThrottledError', retryAfterSeconds })
  })

  function throttledUntil(reset: string): VendorAnswer {
    return { ...refused(429, 'TOO_MANY_REQUESTS'), headers: { 'x-rate-limit-reset': reset } }
  }
})

test('deliver sends the token of the pixel in its header and keeps X’s id of the call', async () => {
  const sent: VendorRequest[] = []
  const send = async (request: VendorRequest) => {
    sent.push(request)
    return taken(1)
  }
  const payload = payloadOf({ standard: 'purchase' })
  const ctx = { settings, credentials: { pixelToken: 'pixel-token' }, send, now: () => now }
  expect(await x.deliver([payload], ctx)).toEqual({
    failed: [],
    note: 'debug_id ff02e052-36e4-47d6-bdf0-6d8986446562',
  })
  expect(sent).toMatchObject([
    {
      url: 'https://ads-api.x.com/12/measurement/conversions/o8z6j',
      headers: { 'x-pixel-token': 'pixel-token' },
    },
  ])
  expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ conversions: [payload] })
})

test('declares both purposes and no restricted mode: X has no field for one', () => {
  const { purposes, limitedStates, limitedWithout } = x
  expect([purposes, limitedStates, limitedWithout]).toEqual([
    ['advertising', 'ad_personalization'],
    undefined,
    undefined,
  ])
})

test.each([
  ['nothing to say', { standard: 'purchase' }, []],
  ['an event that is not configured', { standard: 'login' }, []],
  ['an event of another pixel', { standard: 'lead' }, ['event_of_other_pixel']],
  ['eight days late', { standard: 'purchase', occurredAt: '2026-11-16T09:00:00.000Z' }, ['event_older_than_window']],
  [
    'a value without a currency',
    { standard: 'purchase', value: 5, commerce: exampleCommerce({ currency: null }) },
    ['value_without_currency'],
  ],
] as const)('preflight: %s', (_, event, codes) => {
  expect((x.preflight?.(aDeliverableEvent(event), settings) ?? []).map(({ code }) => code)).toEqual(codes)
})

test.each([
  [149.85, '149.85'],
  [20, '20'],
  [0.1 + 0.2, '0.3'],
  [1.2345, '1.235'],
  [1e12, '1000000000000'],
  [1e13, null],
  [Number.NaN, null],
])('money of %s is %s', (value, text) => {
  expect(moneyText(value)).toBe(text)
})

function payloadOf(event: Partial<DeliverableEvent>): JsonObject {
  const payload = x.toPayload(aDeliverableEvent({ clickIds: { twclid: 'x' }, ...event }), settings)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}
