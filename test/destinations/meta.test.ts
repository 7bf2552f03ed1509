import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { VendorRequest } from '../../destinations/contract.ts'
import { exampleIdentity } from '../../destinations/example-parts.ts'
import { errorFor, traceOf } from '../../destinations/meta/answers.ts'
import { meta } from '../../destinations/meta/index.ts'
import { type MetaCredentials, MetaSettings } from '../../destinations/meta/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = MetaSettings.parse({ pixelId: '1234567890' })

function refusal(code: number, subcode?: number): Json {
  const error = { message: 'planted prose', type: 'OAuthException', code, fbtrace_id: 'AbC-1' }
  return { error: subcode === undefined ? error : { ...error, error_subcode: subcode } }
}

describe('answers', () => {
  test.each([
    ['an expired token', 400, refusal(190, 463), 'CredentialsRejectedError', 'token_invalid'],
    ['an invalidated session', 401, refusal(190, 460), 'CredentialsRejectedError', 'token_invalid'],
    ['a missing permission', 403, refusal(200), 'CredentialsRejectedError', 'permission_missing'],
    ['the end of the 200 family', 400, refusal(299), 'CredentialsRejectedError', 'permission_missing'],
    ['a missing capability', 400, refusal(3), 'CredentialsRejectedError', 'capability_missing'],
    ['an unknown pixel', 400, refusal(100, 33), 'CredentialsRejectedError', 'no_such_pixel_or_no_permission'],
    ['an event too old', 400, refusal(100, 2804003), 'RejectedError', 'event_too_old'],
    ['an invalid parameter', 400, refusal(100, 2804019), 'RejectedError', 'invalid_parameter'],
    ['an invalid parameter without subcode', 400, refusal(100), 'RejectedError', 'invalid_parameter'],
    ['a throttled app', 400, refusal(4), 'ThrottledError', 'app_rate_limit'],
    ['a throttled user', 400, refusal(17), 'ThrottledError', 'user_rate_limit'],
    ['a throttled business', 400, refusal(80003), 'ThrottledError', 'business_rate_limit'],
    ['another of that family', 400, refusal(80014), 'ThrottledError', 'business_rate_limit'],
    ['code 1', 500, refusal(1), 'UnavailableError', 'unknown_at_vendor'],
    ['code 2', 503, refusal(2), 'UnavailableError', 'service_away'],
    ['code 341', 400, refusal(341), 'UnavailableError', 'temporary_limit'],
    ['code 368', 400, refusal(368), 'UnavailableError', 'temporarily_blocked'],
    ['code 5000', 400, refusal(5000), 'UnavailableError', 'unknown_at_vendor'],
    ['code 21009', 400, refusal(21009), 'UnavailableError', 'temporary_at_vendor'],
    ['a code nobody knows', 400, refusal(987654), 'UnavailableError', 'unknown_code'],
    ['an error without a code', 400, { error: { message: 'x' } }, 'UnavailableError', 'unknown_code'],
    ['an error inside a 200', 200, refusal(100), 'RejectedError', 'invalid_parameter'],
    ['HTML', 400, '<html>', 'UnavailableError', 'unexpected_answer'],
    ['HTML with 401', 401, '<html>', 'UnavailableError', 'unexpected_answer'],
    ['a 200 that is no JSON', 200, 'ok', 'UnavailableError', 'unexpected_answer'],
    ['a 200 without a count', 200, {}, 'UnavailableError', 'unexpected_answer'],
    ['fewer received than sent', 200, { events_received: 1 }, 'RejectedError', 'partly_received'],
    ['a 429 of the front', 429, '<html>', 'ThrottledError', 'http_429'],
  ] as const)('%s', (...[, status, body, name, code]) => {
    const error = errorFor(anAnswer(status, body), 2)
    expect(error).toMatchObject({ name, code, status })
    expect(error?.message).not.toContain('planted prose')
  })

  test('all received is success, and its trace is kept', () => {
    const answer = anAnswer(200, { events_received: 2, messages: [], fbtrace_id: 'AbC_1' })
    expect(errorFor(answer, 2)).toBeNull()
    expect(traceOf(answer)).toBe('AbC_1')
  })

  test('the trace of a refusal is in the error; a strange one is not', () => {
    expect(errorFor(anAnswer(400, refusal(100, 33)), 1)?.message).toBe(
      'Meta refused: code 100, subcode 33, trace AbC-1',
    )
    expect(traceOf(anAnswer(200, { fbtrace_id: 'two words' }))).toBeUndefined()
  })
})

describe('age', () => {
  test.each([
    ['a web event lives 7 days', { context: { page: { url: 'https://shop.example/' } } }, 7],
    ['an app event lives 7 days', { type: 'screen' as const }, 7],
    ['an event of a till lives 62 days', { properties: { source_name: 'pos' } }, 62],
    ['an event that says it is of a store lives 62 days', { context: { action_source: 'physical_store' } }, 62],
  ])('%s', (_, event, days) => {
    expect(meta.maxAgeSeconds(aDeliverableEvent(event), settings)).toBe(days * 86_400)
  })
})

describe('fields', () => {
  function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
    const payload = meta.toPayload(aDeliverableEvent({ standard: 'lead', identity: exampleIdentity, ...event }), own)
    if (isSkip(payload)) throw new Error(payload.reason)
    return payload
  }

  test.each([
    ['upper-case fbclid is kept', { fbclid: 'AbCdEF' }, 'fb.1.1795514400000.AbCdEF'],
    [
      'a newer click beats an old cookie',
      { fbclid: 'New1', fbc: 'fb.1.1700000000000.Old1' },
      'fb.1.1795514400000.New1',
    ],
    ['a malformed cookie is left out', { fbc: 'rubbish' }, undefined],
    ['a click id that is no id is left out', { fbclid: 'a b<script>' }, undefined],
  ])('%s', (_, clickIds, fbc) => {
    expect((payloadOf({ clickIds }).user_data as JsonObject).fbc).toBe(fbc)
  })

  test('a malformed browser id is left out', () => {
    expect((payloadOf({ clickIds: { fbp: 'fb.1.abc.1' } }).user_data as JsonObject).fbp).toBeUndefined()
  })

  test('event_time is whole seconds', () => {
    expect(
      payloadOf({ occurredAt: '2026-11-24T10:00:00.999Z', receivedAt: '2026-11-24T10:00:02.000Z' }).event_time,
    ).toBe(1795514400)
  })

  test('website without a page or a user agent is sent as other', () => {
    const page = { page: { url: 'https://shop.example/' } }
    const browser = { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' }
    const sources = [
      payloadOf({ context: page, network: browser }),
      payloadOf({ context: page }),
      payloadOf({ network: browser }),
      payloadOf({ context: { page: { url: 'javascript:alert(1)' } }, network: browser }),
      payloadOf({ context: { action_source: 'website' } }),
    ].map(({ action_source }) => action_source)
    expect(sources).toEqual(['website', 'other', 'other', 'other', 'other'])
  })

  test('an app event without device facts is sent as other', () => {
    expect(payloadOf({ type: 'screen', standard: 'page', context: {} }).action_source).toBe('other')
  })

  test('a setting says where an event without a hint happened', () => {
    expect(payloadOf({}, { ...settings, actionSource: 'phone_call' }).action_source).toBe('phone_call')
  })

  test('the advertising id is sent only while the person lets apps track', () => {
    const device = { type: 'android', advertisingId: 'ad-id-1' }
    const ids = [true, false, 'true'].map((adTrackingEnabled) => {
      const payload = payloadOf({ context: { device: { ...device, adTrackingEnabled }, os: { version: '15' } } })
      return (payload.user_data as JsonObject).madid
    })
    expect(ids).toEqual(['ad-id-1', undefined, undefined])
  })

  test('the test event code stands beside the data, not in it', () => {
    const [request] = meta.preview([payloadOf({})], { ...settings, testEventCode: 'TEST123' })
    expect(request?.url).toBe('https://graph.facebook.com/v26.0/1234567890/events')
    expect(JSON.parse(request?.body ?? '')).toEqual({ data: [payloadOf({})], test_event_code: 'TEST123' })
  })
})

describe('appsecret_proof', () => {
  async function sentWith(credentials: MetaCredentials): Promise<VendorRequest> {
    const requests: VendorRequest[] = []
    const send = async (request: VendorRequest) => {
      requests.push(request)
      return anAnswer(200, { events_received: 1 })
    }
    await meta.deliver([{ event_name: 'Lead' }], { settings, credentials, send, now: () => new Date(0) })
    return requests[0]!
  }

  test('is the HMAC of the token under the app secret, in the query and named as a secret', async () => {
    const request = await sentWith({ accessToken: 'EAABtoken', appSecret: '0123456789abcdef0123456789abcdef' })
    expect(new URL(request.url).searchParams.get('appsecret_proof')).toBe(
      '0b2be3ddc9334ca77b032536cf193870164b9287dee47c4546d5c36923bcd50b',
    )
    expect(request.secretQuery).toEqual(['appsecret_proof'])
    expect(request.headers?.authorization).toBe('Bearer EAABtoken')
  })

  test('is absent without an app secret', async () => {
    const request = await sentWith({ accessToken: 'EAABtoken' })
    expect(request.url).toBe('https://graph.facebook.com/v26.0/1234567890/events')
    expect(request.secretQuery).toBeUndefined()
  })
})
