import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce, exampleProduct } from '../../destinations/example-parts.ts'
import { errorFor, refusedRows } from '../../destinations/mixpanel/answers.ts'
import { mixpanel } from '../../destinations/mixpanel/index.ts'
import { MixpanelSettings } from '../../destinations/mixpanel/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = MixpanelSettings.parse({ profileTraits: ['plan'] })

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = mixpanel.toPayload(aDeliverableEvent(event), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}
const propertiesOf = (event: Partial<DeliverableEvent>) => payloadOf(event).properties as JsonObject

function ctxWith(answer: VendorAnswer, seen: VendorRequest[], own: Partial<MixpanelSettings> = {}) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answer)
  }
  const credentials = { token: 'token-1', gdprToken: 'gdpr-1' }
  return { settings: { ...settings, ...own }, credentials, send, now: () => new Date() }
}

const record = (index: number, field: string) => ({
  index,
  insert_id: 'i-1',
  field,
  message: `'${field}' is invalid: jane@example.com`,
})
const partly = anAnswer(400, {
  code: 400,
  error: 'some data points in the request failed validation',
  num_records_imported: 2,
  status: 'Bad Request',
  failed_records: [record(1, 'properties.time'), record(3, 'properties.$insert_id'), record(9, 'event')],
})
const stored = anAnswer(200, { code: 200, num_records_imported: 4, status: 'OK' })

describe('answers', () => {
  test.each([
    [stored, null, null],
    [anAnswer(200, { error: null, status: 1 }), null, null],
    [anAnswer(200, { error: 'data, missing $distinct_id', status: 0 }), 'RejectedError', 'profile_refused'],
    [anAnswer(200, 0), 'RejectedError', 'profile_refused'],
    [anAnswer(400, { code: 400, error: 'invalid JSON', status: 'Bad Request' }), 'RejectedError', 'invalid_request'],
    [anAnswer(401, { code: 401, error: 'Invalid credentials' }), 'CredentialsRejectedError', 'token_invalid'],
    [anAnswer(403, ''), 'CredentialsRejectedError', 'token_without_access'],
    [anAnswer(404, ''), 'CredentialsRejectedError', 'wrong_endpoint'],
    [anAnswer(413, { code: 413, error: 'too large' }), 'RejectedError', 'too_large'],
    [anAnswer(429, { code: 429, error: 'project exceeded rate limits' }, 5), 'ThrottledError', 'rate_limit'],
    [anAnswer(503, '<html>'), 'UnavailableError', 'http_503'],
  ])('%#', (answer, name, code) => {
    const error = errorFor(answer)
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status: answer.status })
  })

  test('a 400 names the rows that were refused, by field and never by value', () => {
    const rows = refusedRows(partly, 4)
    expect(rows.map(({ index, error }) => [index, error.code])).toEqual([
      [1, 'invalid_properties_time'],
      [3, 'invalid_properties_insert_id'],
    ])
    expect(JSON.stringify(rows.map(({ error }) => error.message))).not.toContain('jane')
    expect(refusedRows({ ...partly, status: 200 }, 4)).toEqual([])
  })
})

test('after a 400 the good rows are stored: only the bad ones end, nothing goes again', async () => {
  const seen: VendorRequest[] = []
  const payloads = ['a', 'b', 'c', 'd'].map((id) => payloadOf({ vendorEventId: id }))
  const { failed } = await mixpanel.deliver(payloads, ctxWith(partly, seen))
  expect(failed.map(({ index, error }) => [index, error.name])).toEqual([
    [1, 'RejectedError'],
    [3, 'RejectedError'],
  ])
  expect(seen).toHaveLength(1)
})

test.each([
  ['us', 'https://api.mixpanel.com', 'https://mixpanel.com'],
  ['eu', 'https://api-eu.mixpanel.com', 'https://eu.mixpanel.com'],
  ['in', 'https://api-in.mixpanel.com', 'https://in.mixpanel.com'],
] as const)('in %s events, profiles and deletions go to hosts of their own', async (region, events, privacy) => {
  const seen: VendorRequest[] = []
  const ctx = ctxWith(stored, seen, { region })
  await mixpanel.deliver([payloadOf({})], ctx)
  await mixpanel.deliver([payloadOf({ type: 'identify', standard: null, traits: { plan: 'gold' } })], ctx)
  const subject = { userId: 'u-1001', anonymousId: 'anon-1', email: null, phone: null }
  expect(await mixpanel.erase?.(subject, ctx)).toEqual({ accepted: true, words: '200' })
  expect(seen.map(({ url }) => url)).toEqual([
    `${events}/import?strict=1`,
    `${events}/engage?verbose=1`,
    `${privacy}/api/app/data-deletions/v3.0/?token=token-1`,
  ])
  // token-1:
  expect(seen[0]?.headers?.authorization).toBe('Basic dG9rZW4tMTo=')
  expect(JSON.parse(seen[1]?.body ?? '')).toEqual([
    { $token: 'token-1', $distinct_id: 'u-1001', $set: { plan: 'gold' } },
  ])
  expect(seen[1]?.secrets).toEqual(['token-1'])
  expect(seen[2]).toMatchObject({ secretQuery: ['token'], headers: { authorization: 'Bearer gdpr-1' } })
  expect(JSON.parse(seen[2]?.body ?? '')).toEqual({
    distinct_ids: ['u-1001', 'anon-1', '$device:anon-1'],
    compliance_type: 'GDPR',
  })
})

test('a preview of a profile masks the token', () => {
  const [shown] = mixpanel.preview(
    [payloadOf({ type: 'identify', standard: null, traits: { plan: 'gold' } })],
    settings,
  )
  expect(shown?.body).toContain('"$token":"***"')
})

describe('payload', () => {
  test('a refund goes only where the workspace wants it', () => {
    const refund = { standard: 'refund', commerce: exampleCommerce({ orderId: '1001' }) } as const
    expect(mixpanel.toPayload(aDeliverableEvent(refund), settings)).toMatchObject({ reason: 'no_refund_at_vendor' })
    expect(payloadOf(refund, { ...settings, refunds: true })).toMatchObject({ event: 'Order Refunded' })
  })

  test('what means something to Mixpanel cannot be said by a property of the sender', () => {
    const properties = { token: 'x', distinct_id: 'x', time: 1, ip: 'x', $insert_id: 'x', mp_x: 'x', kept: 'yes' }
    const sent = propertiesOf({ properties })
    expect(sent).toMatchObject({ distinct_id: 'u-1001', time: 1795514400000, $insert_id: 'msg-1', kept: 'yes' })
    expect(Object.values(sent)).not.toContain('x')
  })

  test('at most 255 properties and 255 entries of a list', () => {
    const properties = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p${index}`, index]))
    const products = Array.from({ length: 300 }, () => exampleProduct())
    const sent = propertiesOf({ standard: 'view_cart', properties, commerce: exampleCommerce({ products }) })
    expect(Object.keys(sent).length).toBeLessThanOrEqual(255)
    expect(sent.products).toHaveLength(255)
  })

  test.each(['Anonymous', 'null', 'N/A', '-1', 'x'.repeat(256)])('%s is no id', (userId) => {
    expect(propertiesOf({ userId })).toMatchObject({ distinct_id: '$device:anon-1' })
    expect(propertiesOf({ userId })).not.toHaveProperty('$user_id')
  })

  test('an event before 1971 would be refused', () => {
    const event = aDeliverableEvent({ occurredAt: '1970-06-01T00:00:00.000Z' })
    expect(mixpanel.toPayload(event, settings)).toEqual({ skip: 'invalid', reason: 'time_before_1971' })
  })
})

test('preflight tells of a left-out user id, an order of a device and money without a currency', () => {
  const commerce = exampleCommerce({ currency: null })
  const event = aDeliverableEvent({ standard: 'purchase', userId: 'null', value: 5, commerce })
  expect(mixpanel.preflight?.(event, settings).map(({ code }) => code)).toEqual([
    'user_id_left_out',
    'order_of_a_device',
    'value_without_currency',
  ])
})
