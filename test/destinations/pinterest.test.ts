import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleEvents } from '../../destinations/example-events.ts'
import { resultOf } from '../../destinations/pinterest/answers.ts'
import { pinterest } from '../../destinations/pinterest/index.ts'
import { PinterestSettings } from '../../destinations/pinterest/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = PinterestSettings.parse({ adAccountId: '549755885175' })

function said(...statuses: string[]): JsonObject {
  return {
    num_events_received: statuses.length,
    num_events_processed: statuses.filter((status) => status === 'processed').length,
    events: statuses.map((status) => ({
      status,
      error_message: status === 'failed' ? 'planted' : '',
      warning_message: '',
    })),
  }
}

const ctxWith = (answer: VendorAnswer, seen: VendorRequest[] = []) => ({
  settings,
  credentials: { conversionToken: 'token' },
  send: (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answer)
  },
  now: () => new Date('2026-11-24T10:00:00.000Z'),
})

describe('answers', () => {
  test('all processed is success', () => {
    expect(resultOf(anAnswer(200, said('processed', 'processed')), 2)).toEqual({ failed: [] })
  })

  test.each([422, 200])('in a %i only the failed rows fail, and for good', async (status) => {
    const answer = anAnswer(status, said('processed', 'failed', 'processed'))
    const { failed } = await pinterest.deliver([{ a: 1 }, { b: 2 }, { c: 3 }], ctxWith(answer))
    expect(failed).toMatchObject([{ index: 1, error: { name: 'RejectedError', code: 'event_failed', status } }])
    expect(failed[0]?.error.message).not.toContain('planted')
  })

  test.each<[string, number, Json | string, string, string]>([
    ['a 422 that names no rows', 422, { code: 1, message: 'planted' }, 'RejectedError', 'not_all_processed'],
    ['a 422 with fewer rows than sent', 422, said('failed'), 'RejectedError', 'not_all_processed'],
    ['a 200 that is no JSON', 200, 'ok', 'UnavailableError', 'unexpected_answer'],
    ['a 200 with fewer rows than sent', 200, said('processed'), 'UnavailableError', 'unexpected_answer'],
    ['a bad request', 400, { code: 1, message: 'planted' }, 'RejectedError', 'invalid_request'],
    ['a bad token', 401, { code: 2, message: 'planted' }, 'CredentialsRejectedError', 'token_invalid'],
    ['no right', 403, { code: 29 }, 'CredentialsRejectedError', 'permission_missing'],
    ['an unknown ad account', 404, {}, 'CredentialsRejectedError', 'no_such_ad_account'],
    ['too many calls', 429, { code: 8 }, 'ThrottledError', 'rate_limit'],
    ['a 429 of the front', 429, '<html>', 'ThrottledError', 'http_429'],
    ['a ramp-down', 503, { code: 4197 }, 'UnavailableError', 'ramp_down'],
    ['a code that counts before its status', 400, { code: 8 }, 'ThrottledError', 'rate_limit'],
    ['away', 500, '', 'UnavailableError', 'http_500'],
    ['a redirect', 302, '', 'UnavailableError', 'http_302'],
  ])('%s', async (...[, status, body, name, code]) => {
    const sent = pinterest.deliver([{ a: 1 }, { b: 2 }], ctxWith(anAnswer(status, body)))
    const error = await sent.catch((caught: Error) => caught)
    expect(error).toMatchObject({ name, code, status })
    expect((error as Error).message).not.toContain('planted')
  })
})

test('the request is a list under the ad account', () => {
  const [request] = pinterest.preview([{ a: 1 }], settings)
  expect(request?.url).toBe('https://api.pinterest.com/v5/ad_accounts/549755885175/events')
  expect(JSON.parse(request?.body ?? '')).toEqual({ data: [{ a: 1 }] })
})

test('verify asks with ?test=true and repeats what Pinterest says', async () => {
  const seen: VendorRequest[] = []
  const good = await pinterest.verify?.(ctxWith(anAnswer(200, said('processed')), seen))
  expect([good, seen[0]?.url.endsWith('/events?test=true')]).toEqual([
    { accepted: true, words: 'HTTP 200: num_events_processed: 1' },
    true,
  ])
  const refused = await pinterest.verify?.(ctxWith(anAnswer(422, said('failed'))))
  expect(refused).toEqual({ accepted: false, words: 'HTTP 422: planted' })
  const denied = await pinterest.verify?.(ctxWith(anAnswer(401, { code: 2, message: 'Authentication failed.' })))
  expect(denied).toEqual({ accepted: false, words: 'HTTP 401: Authentication failed.' })
})

describe('preflight', () => {
  const { purchase } = exampleEvents
  test.each([
    ['a whole order', {}, []],
    ['an hour late is in time', { receivedAt: '2026-11-24T11:00:00.000Z' }, []],
    ['over an hour late', { receivedAt: '2026-11-24T11:00:00.001Z' }, ['counted_as_offline']],
    ['a till may be late', { receivedAt: '2026-11-24T12:00:00.000Z', context: { channel: 'pos' } }, []],
    ['no value', { value: null }, ['no_value']],
    ['no currency', { commerce: { ...purchase.commerce, currency: null } }, ['value_without_currency']],
    [
      'older than 7 days',
      { receivedAt: '2026-12-01T10:00:00.001Z', context: { channel: 'pos' } },
      ['event_older_than_window'],
    ],
  ])('%s', (_, own, codes) => {
    const event = aDeliverableEvent({ ...purchase, ...own })
    expect(pinterest.preflight?.(event, settings).map(({ code }) => code)).toEqual(codes)
  })
})
