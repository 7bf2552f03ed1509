import { describe, expect, test } from 'vitest'
import type { Json } from '../../core/json.ts'
import { errorFor } from '../../destinations/reddit/answers.ts'
import { reddit } from '../../destinations/reddit/index.ts'
import { RedditSettings } from '../../destinations/reddit/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = RedditSettings.parse({ pixelId: 'a2_abc123' })
const processed = (count: number) => ({ data: { message: `Successfully processed ${count} conversion events.` } })

describe('answers', () => {
  test.each<[string, number, Json]>([
    ['all processed', 200, processed(2)],
    ['a 200 that says nothing', 200, {}],
    ['an empty list of invalid events', 200, { data: { invalid_events: [] } }],
  ])('%s is success', (_, status, body) => {
    expect(errorFor(anAnswer(status, body), 2)).toBeNull()
  })

  const old = { row: 2, error: 'event_at timestamp must be less than 168h0m0s old' }
  test.each<[string, number, Json, string, string]>([
    ['invalid events of v3', 200, { data: { invalid_events: [old] } }, 'RejectedError', 'invalid_events'],
    ['invalid events of v2', 200, { invalid_events: [old] }, 'RejectedError', 'invalid_events'],
    ['fewer processed than sent', 200, processed(1), 'RejectedError', 'partly_processed'],
    ['a 200 that is no JSON', 200, 'ok', 'UnavailableError', 'unexpected_answer'],
    ['a bad request', 400, { error: { code: 400, message: 'planted' } }, 'RejectedError', 'invalid_request'],
    ['a bad token', 401, {}, 'CredentialsRejectedError', 'token_invalid'],
    ['no right', 403, {}, 'CredentialsRejectedError', 'permission_missing'],
    ['an unknown pixel', 404, {}, 'CredentialsRejectedError', 'no_such_pixel'],
    ['too large', 413, {}, 'RejectedError', 'too_large'],
    ['throttled', 429, {}, 'ThrottledError', 'http_429'],
    ['away', 503, '<html>', 'UnavailableError', 'http_503'],
    ['a status nobody knows', 302, '', 'UnavailableError', 'http_302'],
  ])('%s', (...[, status, body, name, code]) => {
    const error = errorFor(anAnswer(status, body), 2)
    expect(error).toMatchObject({ name, code, status })
    expect(error?.message).not.toContain('planted')
  })
})

test('events are one request, the test id beside them', () => {
  const [request] = reddit.preview([{ a: 1 }, { b: 2 }], { ...settings, testId: 't-1' })
  expect(request?.url).toBe('https://ads-api.reddit.com/api/v3/pixels/a2_abc123/conversion_events')
  expect(JSON.parse(request?.body ?? '')).toEqual({ data: { events: [{ a: 1 }, { b: 2 }], test_id: 't-1' } })
})

test('an order without a value is warned of and sent without money; a negative one is a refund in disguise', () => {
  const order = aDeliverableEvent({ standard: 'purchase', clickIds: { rdt_cid: 'AbC' } })
  expect(reddit.preflight?.(order, settings).map(({ code }) => code)).toEqual(['no_value'])
  expect(reddit.toPayload(order, settings)).toMatchObject({ metadata: { conversion_id: 'msg-1' } })
  expect(reddit.toPayload({ ...order, value: -1 }, settings)).toMatchObject({ reason: 'purchase_with_negative_value' })
})

test('168 hours is the age', () => {
  expect(reddit.maxAgeSeconds(aDeliverableEvent(), settings)).toBe(604_800)
})
