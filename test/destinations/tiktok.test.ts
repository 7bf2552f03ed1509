import { describe, expect, test } from 'vitest'
import type { VendorRequest } from '../../destinations/contract.ts'
import { exampleEvents } from '../../destinations/example-events.ts'
import { errorFor, requestIdOf } from '../../destinations/tiktok/answers.ts'
import { tiktok } from '../../destinations/tiktok/index.ts'
import { TikTokSettings } from '../../destinations/tiktok/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = TikTokSettings.parse({ eventSourceId: 'C4TRACKLAYERPIXEL001' })
const said = (code: number) => ({ code, message: 'Batch.0.properties planted prose', request_id: '2026-R1', data: {} })

describe('answers', () => {
  test.each([
    ['a missing permission inside a 200', 200, said(40001), 'CredentialsRejectedError', 'permission_missing'],
    ['a bad row inside a 200', 200, said(40002), 'RejectedError', 'invalid_parameter'],
    ['code 40100, which sources read in two ways', 200, said(40100), 'ThrottledError', 'rate_limit'],
    ['a code nobody knows', 200, said(51010), 'UnavailableError', 'unknown_code'],
    ['a known code counts before the status', 500, said(40002), 'RejectedError', 'invalid_parameter'],
    ['a success inside a failure', 502, said(0), 'UnavailableError', 'http_502'],
    ['an unknown code with 400', 400, said(51010), 'RejectedError', 'http_400'],
    ['a 404 of the fixed path', 404, '', 'CredentialsRejectedError', 'wrong_endpoint'],
    ['a 401 without a body', 401, '', 'CredentialsRejectedError', 'http_401'],
    ['a 429 of the front', 429, '<html>', 'ThrottledError', 'http_429'],
    ['a 200 that is no JSON', 200, 'ok', 'UnavailableError', 'unexpected_answer'],
    ['a redirect', 302, '', 'UnavailableError', 'http_302'],
  ] as const)('%s', (...[, status, body, name, code]) => {
    const error = errorFor(anAnswer(status, body))
    expect(error).toMatchObject({ name, code, status })
    expect(error?.message).not.toContain('planted prose')
  })

  test.each([0, 20001])('code %i is success', (code) => {
    expect(errorFor(anAnswer(200, said(code)))).toBeNull()
  })

  test('the id of the call is kept, a strange one is not', () => {
    expect(requestIdOf(anAnswer(200, said(0)))).toBe('2026-R1')
    expect(requestIdOf(anAnswer(200, { code: 0, request_id: 'two words' }))).toBeUndefined()
  })
})

describe('request', () => {
  test('names the event source once, and the test code beside the data', () => {
    const [request] = tiktok.preview([{ event: 'Lead' }], { ...settings, testEventCode: 'TEST1' })
    expect(request?.url).toBe('https://business-api.tiktok.com/open_api/v1.3/event/track/')
    expect(JSON.parse(request?.body ?? '')).toEqual({
      event_source: 'web',
      event_source_id: 'C4TRACKLAYERPIXEL001',
      partner_name: 'TrackLayer',
      test_event_code: 'TEST1',
      data: [{ event: 'Lead' }],
    })
  })
})

describe('verify', () => {
  const tried = async (testEventCode?: string) => {
    const seen: VendorRequest[] = []
    const word = await tiktok.verify?.({
      settings: { ...settings, ...(testEventCode !== undefined && { testEventCode }) },
      credentials: { accessToken: 'token' },
      send: async (request) => {
        seen.push(request)
        return anAnswer(200, said(0))
      },
      now: () => new Date('2026-11-24T10:00:00.000Z'),
    })
    return { word, seen }
  }

  test('sends one made-up event with the test code', async () => {
    const { word, seen } = await tried('TEST1')
    expect(word?.accepted).toBe(true)
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      test_event_code: 'TEST1',
      data: [{ event_time: 1795514400 }],
    })
  })

  test('without a test code nothing is sent: it would count', async () => {
    const { word, seen } = await tried()
    expect([word?.accepted, seen]).toEqual([false, []])
  })
})

describe('preflight', () => {
  const codes = (event: Parameters<typeof aDeliverableEvent>[0]) =>
    tiktok.preflight?.(aDeliverableEvent(event), settings).map(({ code }) => code)
  const { purchase } = exampleEvents

  test.each([
    ['a whole order', purchase, []],
    ['an order without event id', { ...purchase, vendorEventId: '' }, ['no_event_id']],
    [
      'a value without currency',
      { ...purchase, commerce: { ...purchase.commerce, currency: null } },
      ['value_without_currency'],
    ],
    ['products without a value', { ...purchase, value: null }, ['no_value']],
    ['an order without products', { ...purchase, commerce: { ...purchase.commerce, products: [] } }, ['no_content_id']],
    ['a web event without a page', { ...purchase, context: {} }, ['no_page_url']],
  ])('%s', (_, event, expected) => {
    expect(codes(event)).toEqual(expected)
  })
})

test('an event lives 7 days, as long as a ttclid; one of an offline set 28', () => {
  const offline = { ...settings, eventSource: 'offline' }
  const ages = [settings, offline].map((own) => tiktok.maxAgeSeconds(aDeliverableEvent(), own))
  expect(ages).toEqual([604_800, 2_419_200])
})

test('a ttclid alone names a person for 7 days and nobody after', () => {
  const event = aDeliverableEvent({ clickIds: { ttclid: 'E.C.P.AbCdEf_1' }, network: { ip: null, userAgent: null } })
  const late = { ...event, receivedAt: '2026-12-01T10:00:00.001Z' }
  const inTime = { ...event, receivedAt: '2026-12-01T10:00:00.000Z' }
  expect(tiktok.identifies(inTime, inTime, settings)).toBeNull()
  expect(tiktok.identifies(late, late, settings)).toMatchObject({ reason: 'no_match_key' })
})

test('a shop whose pixel says Purchase and Lead sends the same: TikTok deduplicates by name and id', () => {
  const renamed = { ...settings, eventNames: 'renamed' as const }
  const named = (['purchase', 'lead', 'search'] as const).map((standard) =>
    tiktok.toPayload(aDeliverableEvent(exampleEvents[standard]), renamed),
  )
  expect(named).toMatchObject([{ event: 'Purchase' }, { event: 'Lead' }, { event: 'Search' }])
})
