import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { daysToEndOfLife } from '../../destinations/end-of-life.ts'
import { exampleCommerce } from '../../destinations/example-parts.ts'
import { errorFor, namedRows, refusedElements } from '../../destinations/linkedin/answers.ts'
import { linkedin } from '../../destinations/linkedin/index.ts'
import { LinkedInSettings } from '../../destinations/linkedin/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = LinkedInSettings.parse({ conversionRules: { purchase: '8001', lead: '8002' } })
const credentials = { clientId: 'id', clientSecret: 'secret', refreshToken: 'AQX' }

/** Recorded shapes. */
const taken = (...statuses: number[]) => anAnswer(200, { elements: statuses.map((status) => ({ status })) })
const refused = (...lines: string[]) => anAnswer(422, { status: 422, code: 'INVALID_INPUT', message: lines.join('\n') })
const line = (index: number, field: string) =>
  `Index: ${index}, ERROR :: ${field} :: "jane@example.com" is not a valid value`

describe('answers', () => {
  test('201 of every element is delivered', () => {
    expect([errorFor(taken(201, 201), 2), refusedElements(taken(201, 201))]).toEqual([null, []])
  })

  test('an element’s own refusal is that element’s', () => {
    expect(refusedElements(taken(201, 422, 429))).toMatchObject([
      { index: 1, error: { name: 'RejectedError', code: 'invalid_element' } },
      { index: 2, error: { name: 'ThrottledError' } },
    ])
  })

  test('a 422 names its elements in words, which are kept without their values', () => {
    const rows = namedRows(refused(line(3, '/conversionValue/amount'), line(0, '/user/userIds'), line(3, '/eventId')))
    expect(rows).toMatchObject([
      { index: 3, error: { name: 'RejectedError', message: 'LinkedIn refused /conversionValue/amount' } },
      { index: 0, error: { message: 'LinkedIn refused /user/userIds' } },
    ])
    expect(JSON.stringify(rows.map(({ error }) => `${error.message} ${error.stack}`))).not.toContain('jane')
  })

  test.each([
    ['a 422 that names nobody', refused('something is wrong'), 'RejectedError', 'invalid_element'],
    ['a 400', anAnswer(400, { code: 'ILLEGAL_ARGUMENT' }), 'RejectedError', 'invalid_request'],
    ['an expired token', anAnswer(401, { code: 'EXPIRED_ACCESS_TOKEN' }), 'CredentialsRejectedError', 'token_expired'],
    ['a revoked token', anAnswer(401, { code: 'REVOKED_ACCESS_TOKEN' }), 'CredentialsRejectedError', 'token_revoked'],
    ['an unknown 401', anAnswer(401, ''), 'CredentialsRejectedError', 'token_invalid'],
    ['no permission', anAnswer(403, {}), 'CredentialsRejectedError', 'no_permission'],
    ['a version that has ended', anAnswer(426, {}), 'CredentialsRejectedError', 'version_ended'],
    ['a 404', anAnswer(404, '<html>'), 'CredentialsRejectedError', 'wrong_endpoint'],
    ['fewer elements than sent', taken(201), 'UnavailableError', 'unexpected_answer'],
    ['a 200 that is no JSON', anAnswer(200, 'ok'), 'UnavailableError', 'unexpected_answer'],
    ['a server that is away', anAnswer(503, ''), 'UnavailableError', 'http_503'],
  ] as const)('%s', (...[, answer, name, code]) => {
    expect(errorFor(answer, 2)).toMatchObject({ name, code, status: answer.status })
  })

  test('a throttle says when', () => {
    expect(errorFor(anAnswer(429, {}, 60), 1)).toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 60 })
  })
})

describe('deliver', () => {
  function aContext(answers: VendorAnswer[], token: (() => Promise<string>) | null = () => Promise.resolve('AQV')) {
    const sent: VendorRequest[] = []
    const send = async (request: VendorRequest) => {
      sent.push(request)
      return answers[sent.length - 1] ?? anAnswer(500, '')
    }
    const now = () => new Date('2026-11-24T10:00:00.000Z')
    return { sent, ctx: { settings, credentials, send, now, ...(token && { accessToken: token }) } }
  }
  const batch = ['a', 'b', 'c'].map((vendorEventId) => payloadOf({ standard: 'lead', vendorEventId }))

  test('sends a batch in LinkedIn’s version with a fresh token', async () => {
    const { sent, ctx } = aContext([taken(201, 201, 201)])
    expect(await linkedin.deliver(batch, ctx)).toEqual({ failed: [] })
    expect(sent).toMatchObject([
      {
        url: 'https://api.linkedin.com/rest/conversionEvents',
        headers: {
          authorization: 'Bearer AQV',
          'linkedin-version': '202604',
          'x-restli-protocol-version': '2.0.0',
          'x-restli-method': 'BATCH_CREATE',
        },
      },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ elements: batch })
  })

  test('gives up what a 422 names, sends the rest again, and keeps every place', async () => {
    const { sent, ctx } = aContext([refused(line(0, '/conversionHappenedAt')), taken(201, 400)])
    const { failed } = await linkedin.deliver(batch, ctx)
    expect(sent.map(({ body }) => JSON.parse(body ?? '').elements.length)).toEqual([3, 2])
    expect(failed.map(({ index, error }) => [index, error.code])).toEqual([
      [0, 'invalid_element'],
      [2, 'invalid_request'],
    ])
  })

  test('without a token nothing is sent and the destination pauses', async () => {
    const { sent, ctx } = aContext([], null)
    await expect(linkedin.deliver(batch, ctx)).rejects.toMatchObject({ name: 'CredentialsRejectedError' })
    expect(sent).toEqual([])
  })

  test('verify reads a configured rule', async () => {
    const { sent, ctx } = aContext([anAnswer(200, { id: 8002 }), anAnswer(404, {}), anAnswer(426, {})])
    const word = () => linkedin.verify?.(ctx)
    expect(await word()).toEqual({ accepted: true, words: 'HTTP 200: rule 8001 is known' })
    expect(await word()).toEqual({ accepted: false, words: 'HTTP 404: rule 8001 is unknown' })
    expect(await word()).toEqual({ accepted: false, words: 'HTTP 426: version_ended' })
    expect(sent[0]).toMatchObject({ method: 'GET', url: 'https://api.linkedin.com/rest/conversions/8001' })
  })

  test('verify without a rule asks nothing', async () => {
    const { sent, ctx } = aContext([])
    const word = await linkedin.verify?.({ ...ctx, settings: LinkedInSettings.parse({}) })
    expect([word?.accepted, sent]).toEqual([false, []])
  })
})

describe('declares', () => {
  test('90 days, both purposes, and no restricted mode: LinkedIn has no field for one', () => {
    const { purposes, limitedStates, limitedWithout } = linkedin
    expect(linkedin.maxAgeSeconds(aDeliverableEvent(), settings)).toBe(90 * 86_400)
    expect([purposes, limitedStates, limitedWithout]).toEqual([
      ['advertising', 'ad_personalization'],
      undefined,
      undefined,
    ])
  })

  test('a version that doctor warns of 60 days before it ends', () => {
    expect(daysToEndOfLife(linkedin.version, new Date('2027-02-13T00:00:00Z'))).toBeNull()
    expect(daysToEndOfLife(linkedin.version, new Date('2027-02-15T00:00:00Z'))).toBe(59)
  })

  test('how its access is renewed', () => {
    expect(linkedin.oauth?.(settings, credentials)).toEqual({
      tokenUrl: 'https://www.linkedin.com/oauth/v2/accessToken',
      ...credentials,
    })
  })
})

test.each([
  ['nothing to say', { clickIds: { li_fat_id: 'x' } }, []],
  ['an event without a rule', { standard: 'login' }, []],
  ['no strong key', {}, ['weak_match_key']],
  [
    '91 days late',
    { clickIds: { li_fat_id: 'x' }, occurredAt: '2026-08-20T10:00:00.000Z' },
    ['event_older_than_window'],
  ],
  [
    'a value without a currency',
    { clickIds: { li_fat_id: 'x' }, value: 5, commerce: exampleCommerce({ currency: null }) },
    ['value_without_currency'],
  ],
] as const)('preflight: %s', (_, event, codes) => {
  const told = aDeliverableEvent({ standard: 'lead', identity: emptyBundle, ...event })
  expect((linkedin.preflight?.(told, settings) ?? []).map(({ code }) => code)).toEqual(codes)
})

function payloadOf(event: Partial<DeliverableEvent>): JsonObject {
  const payload = linkedin.toPayload(aDeliverableEvent({ clickIds: { li_fat_id: 'x' }, ...event }), settings)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}
