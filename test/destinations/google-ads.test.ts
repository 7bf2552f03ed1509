import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce } from '../../destinations/example-parts.ts'
import { errorOfRequest, errorsOfRows } from '../../destinations/google_ads/answers.ts'
import { googleAds } from '../../destinations/google_ads/index.ts'
import { GoogleAdsSettings } from '../../destinations/google_ads/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = GoogleAdsSettings.parse({
  customerId: '123-456-7890',
  loginCustomerId: '999-888-7777',
  conversionActions: { purchase: '7001', lead: '7002' },
  enhances: ['lead'],
})
const credentials = { developerToken: 'dev', clientId: 'id', clientSecret: 'secret', refreshToken: '1//refresh' }

function anError(code: string, index?: number, more: JsonObject = {}): JsonObject {
  const fieldPathElements = [
    { fieldName: 'conversions', ...(index !== undefined && { index }) },
    { fieldName: 'gclid' },
  ]
  return {
    errorCode: { conversionUploadError: code },
    message: 'planted prose of jane@example.com',
    trigger: { stringValue: 'planted value' },
    ...(index !== undefined && { location: { fieldPathElements } }),
    ...more,
  }
}

function aPartial(errors: JsonObject[], results: Json[]): VendorAnswer {
  const type = 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure'
  const partialFailureError = { code: 3, message: 'planted prose', details: [{ '@type': type, errors }] }
  return anAnswer(200, { partialFailureError, results })
}

function aRefusal(status: number, errors: JsonObject[], word = 'INVALID_ARGUMENT'): VendorAnswer {
  return anAnswer(status, { error: { code: status, message: 'planted prose', status: word, details: [{ errors }] } })
}

const taken = { conversionAction: 'customers/1/conversionActions/2' }

describe('rows inside a 200', () => {
  test.each([
    ['UNPARSEABLE_GCLID', 'RejectedError'],
    ['EXPIRED_EVENT', 'RejectedError'],
    ['CONVERSION_PRECEDES_EVENT', 'RejectedError'],
    ['CLICK_NOT_FOUND', 'RejectedError'],
    ['INVALID_USER_IDENTIFIER', 'RejectedError'],
    ['DUPLICATE_ORDER_ID', 'UnavailableError'],
    ['NO_CONVERSION_ACTION_FOUND', 'InvalidSettingsError'],
    ['CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS', 'CredentialsRejectedError'],
    ['A_CODE_OF_TOMORROW', 'UnavailableError'],
  ])('%s of the second row is that row’s %s', (code, name) => {
    const failed = errorsOfRows(aPartial([anError(code, 1)], [taken, {}, taken]), 3)
    expect(failed).toMatchObject([{ index: 1, error: { name, code: code.toLowerCase() } }])
    expect(JSON.stringify(failed.map(({ error }) => `${error.message} ${error.stack}`))).not.toContain('planted')
  })

  test.each(['CLICK_CONVERSION_ALREADY_EXISTS', 'ORDER_ID_ALREADY_IN_USE', 'CONVERSION_ALREADY_RETRACTED'])(
    '%s is delivered',
    (code) => expect(errorsOfRows(aPartial([anError(code, 0)], [{}]), 1)).toEqual([]),
  )

  test('a click that is too recent is tried again after six hours', () => {
    const [row] = errorsOfRows(aPartial([anError('TOO_RECENT_EVENT', 0)], [{}]), 1)
    expect(row?.error).toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 21_600 })
  })

  test('a failed row that no error names is retried with the error that names none', () => {
    const answer = aPartial([anError('INTERNAL_ERROR')], [taken, {}])
    expect(errorsOfRows(answer, 2)).toMatchObject([{ index: 1, error: { code: 'internal_error' } }])
  })

  test('a failure without any detail fails the empty rows', () => {
    expect(errorsOfRows(aPartial([], [{}, taken]), 2)).toMatchObject([
      { index: 0, error: { name: 'UnavailableError' } },
    ])
  })

  test('code 0 is no failure', () => {
    expect(errorsOfRows(anAnswer(200, { partialFailureError: { code: 0 }, results: [taken] }), 1)).toEqual([])
  })
})

describe('refused requests', () => {
  test.each([
    ['CONCURRENT_MODIFICATION in a 400', aRefusal(400, [anError('CONCURRENT_MODIFICATION')]), 'UnavailableError'],
    ['RESOURCE_EXHAUSTED', aRefusal(429, [anError('RESOURCE_EXHAUSTED')], 'RESOURCE_EXHAUSTED'), 'ThrottledError'],
    ['a status word alone', aRefusal(429, [], 'RESOURCE_EXHAUSTED'), 'ThrottledError'],
    [
      'an expired token',
      aRefusal(401, [anError('OAUTH_TOKEN_EXPIRED')], 'UNAUTHENTICATED'),
      'CredentialsRejectedError',
    ],
    ['a token without right', aRefusal(403, [anError('USER_PERMISSION_DENIED')]), 'CredentialsRejectedError'],
    ['a retired version', aRefusal(400, [anError('UNSUPPORTED_VERSION')]), 'CredentialsRejectedError'],
    ['a 404', anAnswer(404, '<html>'), 'CredentialsRejectedError'],
    ['an unknown 400', aRefusal(400, [anError('NEVER_SEEN')]), 'RejectedError'],
    ['an unknown 500', aRefusal(500, [anError('NEVER_SEEN')]), 'UnavailableError'],
    ['a 200 that is no JSON', anAnswer(200, 'ok'), 'UnavailableError'],
  ] as const)('%s', (...[, answer, name]) => {
    const error = errorOfRequest(answer)
    expect(error).toMatchObject({ name, status: answer.status })
    expect(error?.message).not.toContain('planted')
  })

  test('a throttle says when in its details', () => {
    const details = { quotaErrorDetails: { retryDelay: '42.5s' } }
    const answer = aRefusal(429, [anError('RESOURCE_TEMPORARILY_EXHAUSTED', undefined, { details })])
    expect(errorOfRequest(answer)).toMatchObject({ retryAfterSeconds: 43 })
  })
})

describe('deliver', () => {
  function aContext(answer: VendorAnswer, token: (() => Promise<string>) | null = () => Promise.resolve('ya29.x')) {
    const sent: VendorRequest[] = []
    const send = async (request: VendorRequest) => {
      sent.push(request)
      return answer
    }
    const now = () => new Date('2026-11-24T10:00:00.000Z')
    return { sent, ctx: { settings, credentials, send, now, ...(token && { accessToken: token }) } }
  }
  const order = payloadOf({ standard: 'purchase', clickIds: { gclid: 'G' } })
  const refund = payloadOf({ standard: 'refund', commerce: exampleCommerce({ orderId: '1001' }) })

  test('signs with a fresh token, the developer token and the manager account, dashes off', async () => {
    const { sent, ctx } = aContext(anAnswer(200, { results: [taken] }))
    expect(await googleAds.deliver([order], ctx)).toEqual({ failed: [] })
    expect(sent).toMatchObject([
      {
        url: 'https://googleads.googleapis.com/v26/customers/1234567890:uploadClickConversions',
        headers: { authorization: 'Bearer ya29.x', 'developer-token': 'dev', 'login-customer-id': '9998887777' },
      },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ conversions: [order], partialFailure: true })
  })

  test('adjustments go to their own method, and the failed row keeps its place', async () => {
    const failing = aPartial([anError('UNPARSEABLE_GCLID', 0)], [{}])
    const { sent, ctx } = aContext(failing)
    const { failed } = await googleAds.deliver([order, refund], ctx)
    expect(sent.map(({ url }) => url.split(':').at(-1))).toEqual([
      'uploadClickConversions',
      'uploadConversionAdjustments',
    ])
    expect(failed.map(({ index }) => index)).toEqual([0, 1])
    expect(googleAds.batchKey?.(order)).not.toBe(googleAds.batchKey?.(refund))
  })

  test('without a token nothing is sent and the destination pauses', async () => {
    const { sent, ctx } = aContext(anAnswer(200, {}), null)
    await expect(googleAds.deliver([order], ctx)).rejects.toMatchObject({ name: 'CredentialsRejectedError' })
    expect(sent).toEqual([])
  })

  test('verify is a dry run, content with a click that nobody made', async () => {
    const { sent, ctx } = aContext(aPartial([anError('CLICK_NOT_FOUND', 0)], []))
    expect(await googleAds.verify?.(ctx)).toMatchObject({ accepted: true })
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ validateOnly: true, partialFailure: true })
  })

  test('verify says what Google refuses', async () => {
    const { ctx } = aContext(aPartial([anError('NO_CONVERSION_ACTION_FOUND', 0)], []))
    expect(await googleAds.verify?.(ctx)).toEqual({
      accepted: false,
      words: 'Google Ads answered 200: NO_CONVERSION_ACTION_FOUND',
    })
  })

  test('verify without a conversion action asks nothing', async () => {
    const { sent, ctx } = aContext(anAnswer(200, {}))
    const word = await googleAds.verify?.({ ...ctx, settings: { ...settings, conversionActions: {} } })
    expect([word?.accepted, sent]).toEqual([false, []])
  })
})

describe('declares', () => {
  test.each([
    ['a conversion 90 days', 'purchase', 90],
    ['a refund 54 days', 'refund', 54],
    ['an enhancement one day', 'lead', 1],
  ] as const)('%s', (_, standard, days) => {
    expect(googleAds.maxAgeSeconds(aDeliverableEvent({ standard }), settings)).toBe(days * 86_400)
  })

  test('advertising alone: ad_personalization has a field of its own', () => {
    expect([googleAds.purposes, googleAds.iabVendorId]).toEqual([['advertising'], 755])
  })

  test('how its access is renewed', () => {
    expect(googleAds.oauth?.(settings, credentials)).toEqual({
      tokenUrl: 'https://oauth2.googleapis.com/token',
      clientId: 'id',
      clientSecret: 'secret',
      refreshToken: '1//refresh',
    })
  })
})

test.each([
  [
    'a refund of nobody knows how much',
    { standard: 'refund', commerce: exampleCommerce({ orderId: '1' }) },
    ['refund_extent_unknown'],
  ],
  [
    'a value without a currency',
    { standard: 'purchase', value: 1, commerce: exampleCommerce({ orderId: '1', currency: null }) },
    ['value_without_currency'],
  ],
  [
    'an order without number and value',
    { standard: 'purchase', commerce: exampleCommerce() },
    ['no_value', 'no_order_id'],
  ],
  ['an event that is not sent', { standard: 'login' }, []],
] as const)('preflight names %s', (_, event, codes) => {
  expect(googleAds.preflight?.(aDeliverableEvent(event), settings).map(({ code }) => code)).toEqual(codes)
})

function payloadOf(event: Parameters<typeof aDeliverableEvent>[0]): JsonObject {
  const payload = googleAds.toPayload(aDeliverableEvent(event), settings)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}
