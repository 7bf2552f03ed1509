import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce, exampleIdentity } from '../../destinations/example-parts.ts'
import { errorFor, refusedRows, warningsIn } from '../../destinations/microsoft_uet/answers.ts'
import { microsoftUet } from '../../destinations/microsoft_uet/index.ts'
import { MicrosoftUetSettings } from '../../destinations/microsoft_uet/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = MicrosoftUetSettings.parse({ tagId: '12345678' })

/** A recorded shape: what the API says of one field of one event. */
const detail = (index: number | undefined, propertyName: string, isWarning = false): JsonObject => ({
  ...(index !== undefined && { index }),
  propertyName,
  attemptedValue: 'planted value',
  errorMessage: 'planted prose of jane@example.com',
  isWarning,
})
const taken = (eventsReceived: number, ...details: Json[]): VendorAnswer =>
  anAnswer(200, { eventsReceived, ...(details.length > 0 && { error: { code: 'ValidationError', details } }) })

describe('answers', () => {
  test('everything received is no error', () => {
    expect(errorFor(taken(2), 2)).toBeNull()
    expect(refusedRows(taken(2))).toEqual([])
  })

  test('a refused row is that row’s error, told by its field only', () => {
    const answer = taken(2, detail(2, 'eventTime'), detail(0, 'userData.em'), detail(0, 'userData.ph'))
    expect(errorFor(answer, 3)).toBeNull()
    const rows = refusedRows(answer)
    expect(rows).toMatchObject([
      { index: 0, error: { name: 'RejectedError', code: 'invalid_field', message: 'Microsoft refused userData.em' } },
      { index: 2, error: { name: 'RejectedError', message: 'Microsoft refused eventTime' } },
    ])
    expect(JSON.stringify(rows.map(({ error }) => `${error.message} ${error.stack}`))).not.toContain('planted')
  })

  test('a warning refuses nothing and is kept as a note', () => {
    const answer = taken(1, detail(0, 'customData.currency', true), detail(0, 'planted value!', true))
    expect([errorFor(answer, 1), refusedRows(answer)]).toEqual([null, []])
    expect(warningsIn(answer)).toBe('warnings: customData.currency, a field')
  })

  test.each([
    ['a refusal of no row', taken(0, detail(undefined, 'dataProvider')), 'RejectedError', 'invalid_request'],
    ['a refusal of a row that was not sent', taken(1, detail(7, 'eventTime')), 'RejectedError', 'invalid_request'],
    ['fewer than sent without a word', taken(1), 'RejectedError', 'partly_received'],
    ['a 200 that is no JSON', anAnswer(200, 'ok'), 'UnavailableError', 'unexpected_answer'],
    ['a 400', anAnswer(400, { error: { details: [detail(0, 'eventTime')] } }), 'RejectedError', 'invalid_request'],
    ['an invalid token', anAnswer(401, ''), 'CredentialsRejectedError', 'token_invalid'],
    ['a token of another tag', anAnswer(403, ''), 'CredentialsRejectedError', 'token_not_for_this_tag'],
    ['an unknown tag', anAnswer(404, '<html>'), 'CredentialsRejectedError', 'no_such_tag'],
    ['too large', anAnswer(413, ''), 'RejectedError', 'too_large'],
    ['a server that is away', anAnswer(502, '<html>'), 'UnavailableError', 'http_502'],
  ] as const)('%s', (...[, answer, name, code]) => {
    const error = errorFor(answer, 2)
    expect(error).toMatchObject({ name, code, status: answer.status })
    expect(error?.message).not.toContain('planted')
  })

  test('a throttle says when', () => {
    expect(errorFor(anAnswer(429, '', 30), 1)).toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 30 })
  })
})

describe('deliver', () => {
  function aContext(answer: VendorAnswer) {
    const sent: VendorRequest[] = []
    const send = async (request: VendorRequest) => {
      sent.push(request)
      return answer
    }
    const now = () => new Date('2026-11-24T10:00:00.000Z')
    return { sent, ctx: { settings, credentials: { accessToken: 'uet' }, send, now } }
  }
  const payload = payloadOf({ standard: 'login' })

  test('both flags stand at the root, the token in a header', async () => {
    const { sent, ctx } = aContext(taken(2, detail(1, 'eventName'), detail(0, 'eventId', true)))
    expect(await microsoftUet.deliver([payload, payload], ctx)).toMatchObject({
      failed: [{ index: 1 }],
      note: 'warnings: eventId',
    })
    expect(sent).toMatchObject([
      { url: 'https://capi.uet.microsoft.com/v1/12345678/events', headers: { authorization: 'Bearer uet' } },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      data: [payload, payload],
      dataProvider: 'TrackLayer',
      continueOnValidationError: true,
    })
  })

  test.each([
    ['taken', taken(1), { accepted: true, words: 'HTTP 200: tag and token are good' }],
    ['refused', taken(0, detail(0, 'eventTime')), { accepted: false, words: 'HTTP 200: invalid_field' }],
    ['an unknown tag', anAnswer(404, ''), { accepted: false, words: 'HTTP 404: no_such_tag' }],
  ] as const)('verify sends an event of nobody that no goal listens for: %s', async (_, answer, word) => {
    const { sent, ctx } = aContext(answer)
    expect(await microsoftUet.verify?.(ctx)).toEqual(word)
    expect(JSON.parse(sent[0]?.body ?? '').data).toMatchObject([
      { eventName: 'tracklayer_test', adStorageConsent: 'D' },
    ])
    expect(sent[0]?.body).not.toContain('userData')
  })
})

describe('adStorageConsent', () => {
  const granted = everyPurpose('granted')
  const person = { userId: 'planted-user', anonymousId: 'planted-anon', identity: exampleIdentity }
  const network = { ip: '203.0.113.7', userAgent: 'planted-agent' }

  test.each([
    ['all is granted', { consent: granted }, 'G'],
    ['ad_personalization is unset', { consent: { ...granted, ad_personalization: 'unset' } }, 'D'],
    ['advertising is denied', { consent: { ...granted, advertising: 'denied' } }, 'D'],
    ['a sale was refused', { consent: { ...granted, sale_or_sharing: 'denied' } }, 'D'],
    ['the mode is limited', { consent: granted, mode: 'limited' }, 'D'],
  ] as const)('where %s the event says %s', (_, told, consent) => {
    const payload = payloadOf({ standard: 'login', ...person, network, clickIds: { msclkid: 'planted' }, ...told })
    expect(payload.adStorageConsent).toBe(consent)
    expect(Object.hasOwn(payload, 'userData')).toBe(consent === 'G')
    if (consent === 'D') expect(JSON.stringify(payload)).not.toMatch(/planted|203\.0|[0-9a-f]{64}/)
  })
})

test.each([
  ['nothing to say', { identity: exampleIdentity }, []],
  ['only ids of the shop', { identity: emptyBundle }, ['weak_match_key']],
  ['a click is a strong key', { clickIds: { msclkid: 'x' } }, []],
  ['a refused sale', { identity: exampleIdentity, mode: 'limited' }, ['ad_storage_denied']],
  [
    'eight days late',
    { identity: exampleIdentity, occurredAt: '2026-11-16T09:00:00.000Z' },
    ['event_older_than_window'],
  ],
  [
    'a value without a currency',
    { identity: exampleIdentity, value: 5, commerce: exampleCommerce({ currency: null }) },
    ['value_without_currency'],
  ],
] as const)('preflight: %s', (_, event, codes) => {
  const found = microsoftUet.preflight?.(aDeliverableEvent({ standard: 'lead', ...event }), settings) ?? []
  expect(found.map(({ code }) => code)).toEqual(codes)
})

test('declares both purposes, the vendor of the IAB list that its own page names, and no restricted mode', () => {
  const { purposes, iabVendorId, limitedStates, limitedWithout } = microsoftUet
  expect([purposes, iabVendorId]).toEqual([['advertising', 'ad_personalization'], 1126])
  expect([limitedStates, limitedWithout]).toEqual([undefined, undefined])
})

function payloadOf(event: Partial<DeliverableEvent>): JsonObject {
  const payload = microsoftUet.toPayload(aDeliverableEvent(event), settings)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}
