import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce } from '../../destinations/example-parts.ts'
import { errorFor } from '../../destinations/posthog/answers.ts'
import { posthog } from '../../destinations/posthog/index.ts'
import { PostHogSettings } from '../../destinations/posthog/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = PostHogSettings.parse({})

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = posthog.toPayload(aDeliverableEvent(event), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

function ctxWith(answer: VendorAnswer, seen: VendorRequest[], own: Partial<PostHogSettings> = {}) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answer)
  }
  const credentials = { apiKey: 'phc_key-1', personalApiKey: 'phx_key-2' }
  return { settings: { ...settings, ...own }, credentials, send, now: () => new Date() }
}

const taken = anAnswer(200, { status: 'Ok' })
const invalidKey = { type: 'authentication_error', code: 'invalid_api_key', detail: 'Project API key invalid.' }

test.each([
  [taken, null, null],
  [anAnswer(200, { status: 1 }), null, null],
  [anAnswer(200, { status: 1, quota_limited: ['recordings'] }), null, null],
  [anAnswer(200, { status: 1, quota_limited: ['events'] }), 'ThrottledError', 'quota_limited'],
  [anAnswer(400, { type: 'validation_error', code: 'invalid_payload' }), 'RejectedError', 'invalid_request'],
  [anAnswer(401, invalidKey), 'CredentialsRejectedError', 'api_key_invalid'],
  [anAnswer(404, ''), 'CredentialsRejectedError', 'wrong_endpoint'],
  [anAnswer(413, ''), 'RejectedError', 'too_large'],
  [anAnswer(429, { detail: 'rate limited' }, 8), 'ThrottledError', 'rate_limit'],
  [anAnswer(503, 'transient error, please retry'), 'UnavailableError', 'http_503'],
])('answer %#', (answer, name, code) => {
  const error = errorFor(answer)
  if (name === null) expect(error).toBeNull()
  else expect(error).toMatchObject({ name, code, status: answer.status })
})

test('old events go apart and say so, the others do not', async () => {
  const seen: VendorRequest[] = []
  const old = { standard: 'login', occurredAt: '2026-11-20T10:00:00.000Z' } as const
  const payloads = [payloadOf({}), payloadOf(old), payloadOf({})]
  expect(new Set(payloads.map((payload) => posthog.batchKey?.(payload))).size).toBe(2)
  await posthog.deliver(payloads, ctxWith(taken, seen))
  const bodies = seen.map(({ body }) => JSON.parse(body ?? '') as { historical_migration?: true; batch: JsonObject[] })
  expect(bodies.map(({ historical_migration: said, batch }) => [said, batch.length])).toEqual([
    [undefined, 2],
    [true, 1],
  ])
  expect(JSON.stringify(bodies.map(({ batch }) => batch))).not.toContain('historical')
})

test.each([
  ['us', 'https://us.i.posthog.com/batch/', 'https://us.posthog.com/api/projects/7/persons/bulk_delete/'],
  ['eu', 'https://eu.i.posthog.com/batch/', 'https://eu.posthog.com/api/projects/7/persons/bulk_delete/'],
] as const)('in %s events and deletions go to hosts of their own', async (region, events, deletions) => {
  const seen: VendorRequest[] = []
  const ctx = ctxWith(taken, seen, { region, projectId: '7' })
  await posthog.deliver([payloadOf({})], ctx)
  const subject = { userId: 'u-1001', anonymousId: 'anon-1', email: null, phone: null }
  expect(await posthog.erase?.(subject, ctx)).toEqual({ accepted: true, words: '200' })
  expect(seen.map(({ url }) => url)).toEqual([events, deletions])
  expect(seen[0]?.secrets).toEqual(['phc_key-1'])
  expect(seen[0]?.body).toContain('"api_key":"phc_key-1"')
  expect(seen[1]?.headers?.authorization).toBe('Bearer phx_key-2')
  expect(JSON.parse(seen[1]?.body ?? '')).toEqual({
    distinct_ids: ['u-1001', 'anon-1'],
    delete_events: true,
    delete_recordings: true,
  })
  expect(await posthog.erase?.(subject, ctxWith(taken, []))).toMatchObject({ accepted: false })
})

test('a preview masks the key', () => {
  expect(posthog.preview([payloadOf({})], settings)[0]?.body).toContain('"api_key":"***"')
})

describe('payload', () => {
  test('a refund goes only where the workspace wants it', () => {
    const refund = { standard: 'refund', commerce: exampleCommerce({ orderId: '1001' }) } as const
    expect(posthog.toPayload(aDeliverableEvent(refund), settings)).toMatchObject({ reason: 'no_refund_at_vendor' })
    expect(payloadOf(refund, { ...settings, refunds: true })).toMatchObject({ event: 'Order Refunded' })
  })

  test('one id on two events of a page makes two uuids, on a retry the same', () => {
    const uuids = (['view_item', 'add_to_cart', 'view_item'] as const).map(
      (standard) => payloadOf({ standard, vendorEventId: 'shared' }).uuid,
    )
    expect(uuids[0]).not.toBe(uuids[1])
    expect(uuids[0]).toBe(uuids[2])
  })

  test('without the setting there is no address, and PostHog is told to look none up', () => {
    const { properties } = payloadOf({ network: { ip: '203.0.113.7', userAgent: 'Mozilla/5.0' } })
    expect(properties).toMatchObject({ $geoip_disable: true })
    expect(JSON.stringify(properties)).not.toMatch(/203\.0|Mozilla/)
  })

  test('a sender cannot speak PostHog’s own properties', () => {
    const properties = { $set: { admin: true }, $ip: '203.0.113.7', $process_person_profile: true, kept: 1 }
    const own = { ...settings, personProfiles: 'never' as const }
    expect(payloadOf({ properties }, own).properties).toEqual({
      $process_person_profile: false,
      $geoip_disable: true,
      event_id: 'msg-1',
      kept: 1,
    })
    const identify = aDeliverableEvent({ type: 'identify', standard: null })
    expect(posthog.toPayload(identify, own)).toEqual({ skip: 'filtered', reason: 'no_person_profiles' })
  })
})

test('preflight tells of a left-out user id, an identify that joins nothing and money without a currency', () => {
  const codes = (event: Partial<DeliverableEvent>) =>
    posthog.preflight?.(aDeliverableEvent(event), settings).map(({ code }) => code)
  const commerce = exampleCommerce({ currency: null })
  expect(codes({ userId: 'null', value: 5, commerce })).toEqual(['user_id_left_out', 'value_without_currency'])
  expect(codes({ type: 'identify', anonymousId: null })).toEqual(['identify_without_anonymous_id'])
})
