import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce } from '../../destinations/example-parts.ts'
import { errorFor, refusedRows } from '../../destinations/segment/answers.ts'
import { segment } from '../../destinations/segment/index.ts'
import { SegmentSettings } from '../../destinations/segment/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = SegmentSettings.parse({})

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = segment.toPayload(aDeliverableEvent(event), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

function ctxWith(answer: VendorAnswer, seen: VendorRequest[], own: Partial<SegmentSettings> = {}) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answer)
  }
  const credentials = { writeKey: 'key-1', publicApiToken: 'token-1' }
  return { settings: { ...settings, ...own }, credentials, send, now: () => new Date() }
}

const limited = (reset: string): VendorAnswer => ({ ...anAnswer(429, ''), headers: { 'x-ratelimit-reset': reset } })

describe('answers', () => {
  test.each([
    [anAnswer(200, { success: true }), null, null],
    [anAnswer(200, 'ok'), null, null],
    [anAnswer(200, { success: false }), 'UnavailableError', 'not_successful'],
    [anAnswer(400, { success: false }), 'RejectedError', 'invalid_or_oversize'],
    [anAnswer(401, 'invalid write key'), 'CredentialsRejectedError', 'write_key_refused'],
    [anAnswer(404, 'source is disabled'), 'CredentialsRejectedError', 'wrong_endpoint_or_source_disabled'],
    [anAnswer(413, 'request size exceeds max limit'), 'RejectedError', 'too_large'],
    [anAnswer(429, '', 12), 'ThrottledError', 'rate_limit'],
    [anAnswer(504, '<html>'), 'UnavailableError', 'http_504'],
  ])('%#', (answer, name, code) => {
    const error = errorFor(answer)
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status: answer.status })
  })

  test('a limit says when in either header', () => {
    expect(errorFor(limited('30'))).toMatchObject({ retryAfterSeconds: 30 })
    expect(errorFor(limited('soon'))).toMatchObject({ retryAfterSeconds: null })
    expect(errorFor({ ...limited('30'), retryAfterSeconds: 7 })).toMatchObject({ retryAfterSeconds: 7 })
  })

  test('a receiver that tells of each message is heard, by its code alone', () => {
    const results = [
      { status: 'accepted' },
      { status: 'rejected', code: 'invalid_time', message: 'jane@example.com' },
      { status: 'duplicate' },
      { status: 'rejected', code: 'Not A Code' },
      { status: 'rejected' },
    ]
    const rows = refusedRows(anAnswer(200, { success: true, results }), 4)
    expect(rows.map(({ index, error }) => [index, error.name, error.code])).toEqual([
      [1, 'RejectedError', 'invalid_time'],
      [3, 'RejectedError', 'message_rejected'],
    ])
    expect(JSON.stringify(rows.map(({ error }) => error.message))).not.toContain('jane')
  })
})

test.each([
  ['us', 'https://api.segment.io/v1/batch', 'https://api.segmentapis.com/regulations/sources/src1'],
  ['eu', 'https://events.eu1.segmentapis.com/v1/batch', 'https://eu1.api.segmentapis.com/regulations/sources/src1'],
] as const)('in %s events and deletions go to hosts of their own', async (region, events, deletions) => {
  const seen: VendorRequest[] = []
  const ctx = ctxWith(anAnswer(200, { success: true }), seen, { region, sourceId: 'src1' })
  await segment.deliver([payloadOf({})], ctx)
  const subject = { userId: 'u-1001', anonymousId: 'anon-1', email: null, phone: null }
  expect(await segment.erase?.(subject, ctx)).toMatchObject({ accepted: true })
  expect(seen.map(({ url }) => url)).toEqual([events, deletions, deletions])
  // key-1:
  expect(seen[0]).toMatchObject({ headers: { authorization: 'Basic a2V5LTE6' }, secrets: ['key-1'] })
  expect(seen.slice(1).map(({ body }) => JSON.parse(body ?? ''))).toEqual([
    { regulationType: 'DELETE_ONLY', subjectType: 'USER_ID', subjectIds: ['u-1001'] },
    { regulationType: 'DELETE_ONLY', subjectType: 'ANONYMOUS_ID', subjectIds: ['anon-1'] },
  ])
})

test('a person is deleted by call only with a source, a token and an id', async () => {
  const subject = { userId: 'u-1001', anonymousId: null, email: null, phone: null }
  const ctx = ctxWith(anAnswer(200, {}), [])
  expect(await segment.erase?.(subject, ctx)).toMatchObject({ accepted: false })
  const ready = ctxWith(anAnswer(403, {}), [], { sourceId: 'src1' })
  expect(await segment.erase?.(subject, ready)).toEqual({ accepted: false, words: '403' })
  expect(await segment.erase?.({ ...subject, userId: null }, ready)).toMatchObject({ accepted: false })
})

describe('payload', () => {
  test('the sender’s own consent object cannot say more than was decided', () => {
    const consent = { categoryPreferences: { advertising: true, everything: true } }
    const { context } = payloadOf({
      context: { consent },
      consent: { ...aDeliverableEvent().consent, advertising: 'denied' },
    })
    expect(context).toEqual({
      consent: {
        categoryPreferences: { analytics: true, advertising: false, personalization: true, functional: true },
      },
    })
  })

  test('with names as sent nothing is renamed or added', () => {
    const commerce = exampleCommerce({ orderId: '1001' })
    const event = { standard: 'purchase', name: 'purchase', properties: { transaction_id: '1001' }, commerce } as const
    expect(payloadOf(event, { ...settings, names: 'sent' })).toMatchObject({
      event: 'purchase',
      properties: { transaction_id: '1001' },
    })
    expect(payloadOf(event)).toMatchObject({ event: 'Order Completed', properties: { order_id: '1001' } })
  })

  test('neither address nor browser goes without the setting', () => {
    const text = JSON.stringify(payloadOf({ network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' } }))
    expect(text).not.toMatch(/203\.0|Mozilla/)
  })

  test('a message over 32 KB is not sent: it would take its batch with it', () => {
    const event = aDeliverableEvent({ properties: { long: 'ü'.repeat(16_000) } })
    expect(segment.toPayload(event, settings)).toEqual({ skip: 'invalid', reason: 'message_over_32_kb' })
  })
})

test('categories that leave a purpose untold are refused when saved', () => {
  const { success, error } = SegmentSettings.safeParse({ categories: { C0002: ['analytics'] } })
  expect(success).toBe(false)
  expect(error?.issues[0]?.path).toEqual(['categories'])
})

test('preflight tells of an order without its number and of money without a currency', () => {
  const commerce = exampleCommerce({ currency: null })
  const event = aDeliverableEvent({ standard: 'purchase', value: 5, commerce })
  expect(segment.preflight?.(event, settings).map(({ code }) => code)).toEqual([
    'no_order_id',
    'value_without_currency',
  ])
})
