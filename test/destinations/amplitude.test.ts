import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { errorFor, refusedRows } from '../../destinations/amplitude/answers.ts'
import { amplitude } from '../../destinations/amplitude/index.ts'
import { AmplitudeSettings } from '../../destinations/amplitude/settings.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = AmplitudeSettings.parse({})

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = amplitude.toPayload(aDeliverableEvent(event), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

function ctxWith(answers: VendorAnswer[], seen: VendorRequest[], own: Partial<AmplitudeSettings> = {}) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answers[Math.min(seen.length, answers.length) - 1] as VendorAnswer)
  }
  const credentials = { apiKey: 'key-1', secretKey: 'secret-1' }
  return { settings: { ...settings, ...own }, credentials, send, now: () => new Date() }
}

const badRows = anAnswer(400, {
  code: 400,
  error: 'Request missing required field',
  events_with_missing_fields: { event_type: [1] },
  events_with_invalid_fields: { time: [3] },
  events_with_invalid_id_lengths: { user_id: [3] },
})
const taken = anAnswer(200, { code: 200, events_ingested: 2, payload_size_bytes: 50, server_upload_time: 1 })

describe('answers', () => {
  test.each([
    [taken, null, null],
    [anAnswer(400, { code: 400, error: 'Invalid API key: abc' }), 'CredentialsRejectedError', 'api_key_invalid'],
    [anAnswer(400, { code: 400, error: 'Invalid JSON request body' }), 'RejectedError', 'invalid_request'],
    [anAnswer(404, 'no'), 'CredentialsRejectedError', 'wrong_endpoint'],
    [anAnswer(413, { code: 413, error: 'Payload too large' }), 'RejectedError', 'too_large'],
    [anAnswer(429, { code: 429, throttled_users: { 'u-1': 30 } }, 15), 'ThrottledError', 'rate_limit'],
    [anAnswer(502, '<html>'), 'UnavailableError', 'http_502'],
  ])('%#', (answer, name, code) => {
    const error = errorFor(answer)
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status: answer.status })
  })

  test('a 400 lists bad rows by field; each counts once', () => {
    expect(refusedRows(badRows).map(({ index }) => index)).toEqual([3, 1])
    expect(refusedRows(anAnswer(200, { events_with_missing_fields: { event_type: [1] } }))).toEqual([])
  })
})

test('the bad rows end and the rest goes again, each with the same insert_id and time', async () => {
  const seen: VendorRequest[] = []
  const payloads = ['a', 'b', 'c', 'd'].map((id) => payloadOf({ vendorEventId: id }))
  const { failed } = await amplitude.deliver(payloads, ctxWith([badRows, taken], seen))
  expect(failed.map(({ index, error }) => [index, error.name]).sort()).toEqual([
    [1, 'RejectedError'],
    [3, 'RejectedError'],
  ])
  const bodies = seen.map(({ body }) => JSON.parse(body ?? '') as { api_key: string; events: JsonObject[] })
  expect(bodies[1]?.events).toEqual([payloads[0], payloads[2]])
  expect(bodies[0]?.api_key).toBe('key-1')
  expect(seen.map(({ secrets }) => secrets)).toEqual([['key-1'], ['key-1']])
})

test.each([
  ['us', 'https://api2.amplitude.com/2/httpapi', 'https://amplitude.com/api/2/deletions/users'],
  ['eu', 'https://api.eu.amplitude.com/2/httpapi', 'https://analytics.eu.amplitude.com/api/2/deletions/users'],
] as const)('in %s events and deletions go to hosts of their own', async (region, events, deletions) => {
  const seen: VendorRequest[] = []
  const ctx = ctxWith([taken], seen, { region })
  await amplitude.deliver([payloadOf({})], ctx)
  const subject = { userId: 'u-1001', anonymousId: null, email: null, phone: null }
  expect(await amplitude.erase?.(subject, ctx)).toMatchObject({ accepted: true })
  expect(seen.map(({ url }) => url)).toEqual([events, deletions])
  // key-1:secret-1
  expect(seen[1]?.headers?.authorization).toBe('Basic a2V5LTE6c2VjcmV0LTE=')
  expect(await amplitude.erase?.({ ...subject, userId: null }, ctx)).toMatchObject({ accepted: false })
})

describe('payload', () => {
  test('an id shorter than the setting is left out, a placeholder always', () => {
    expect(payloadOf({ userId: 'u-1' })).not.toHaveProperty('user_id')
    expect(payloadOf({ userId: 'u-1' }, { ...settings, minIdLength: 3 })).toMatchObject({ user_id: 'u-1' })
    expect(payloadOf({ userId: 'Anonymous' })).not.toHaveProperty('user_id')
  })

  test('properties that are orders to Amplitude are left out; one called __proto__ is only a name', () => {
    const properties = JSON.parse('{"$set":{"a":1},"kept":1,"__proto__":{"polluted":true}}') as JsonObject
    const { event_properties: sent } = payloadOf({ properties }) as { event_properties: JsonObject }
    expect(Object.keys(sent).sort()).toEqual(['__proto__', 'kept'])
    expect(sent.polluted).toBeUndefined()
  })

  test('neither address nor browser goes without the setting', () => {
    const text = JSON.stringify(payloadOf({ network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' } }))
    expect(text).not.toMatch(/203\.0|Mozilla/)
  })
})

test('preflight tells of an id left out and of an order without revenue', () => {
  const event = aDeliverableEvent({ standard: 'purchase', userId: 'u-1' })
  expect(amplitude.preflight?.(event, settings).map(({ code }) => code)).toEqual([
    'user_id_too_short',
    'order_without_value',
  ])
})
