import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce, exampleIdentity } from '../../destinations/example-parts.ts'
import { errorFor, refusedRows } from '../../destinations/google_data_manager/answers.ts'
import { googleDataManager } from '../../destinations/google_data_manager/index.ts'
import { DataManagerSettings } from '../../destinations/google_data_manager/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = DataManagerSettings.parse({
  operatingAccountId: '123-456-7890',
  loginAccountId: '9876543210',
  conversionActions: { purchase: '7001', lead: '7002' },
})

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = googleDataManager.toPayload(aDeliverableEvent({ clickIds: { gclid: 'Cj0KCQ' }, ...event }), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

function ctxWith(answers: VendorAnswer[], seen: VendorRequest[], own: Partial<DataManagerSettings> = {}) {
  const send = (request: VendorRequest) => {
    seen.push(request)
    return Promise.resolve(answers[Math.min(seen.length, answers.length) - 1] as VendorAnswer)
  }
  const credentials = { clientId: 'c', clientSecret: 's', refreshToken: 'r' }
  const accessToken = () => Promise.resolve('ya29.token')
  return {
    settings: { ...settings, ...own },
    credentials,
    send,
    accessToken,
    now: () => new Date('2026-11-24T10:00:00Z'),
  }
}

const accepted = anAnswer(200, { requestId: 'request-1' })
const problem = (status: string, details: JsonObject[] = []) => ({
  error: { code: 400, status, message: 'no', details },
})
const violation = (field: string, reason?: string) => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description: 'jane@example.com is wrong', ...(reason !== undefined && { reason }) }],
})
const badRow = anAnswer(
  400,
  problem('INVALID_ARGUMENT', [violation('events.events[1].event_timestamp', 'INVALID_TIME')]),
)
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '31.5s' }

describe('answers', () => {
  test.each([
    [accepted, null, null],
    [anAnswer(200, {}), 'UnavailableError', 'no_request_id'],
    [anAnswer(400, problem('INVALID_ARGUMENT')), 'RejectedError', 'invalid_argument'],
    [
      anAnswer(400, problem('INVALID_ARGUMENT', [violation('destinations', 'INVALID_DESTINATION')])),
      'RejectedError',
      'invalid_destination',
    ],
    [anAnswer(401, problem('UNAUTHENTICATED')), 'CredentialsRejectedError', 'unauthenticated'],
    [anAnswer(403, problem('PERMISSION_DENIED')), 'CredentialsRejectedError', 'permission_denied'],
    [anAnswer(404, '<html>'), 'CredentialsRejectedError', 'http_404'],
    [anAnswer(429, problem('RESOURCE_EXHAUSTED')), 'ThrottledError', 'resource_exhausted'],
    [anAnswer(409, problem('ABORTED')), 'UnavailableError', 'aborted'],
    [anAnswer(500, problem('INTERNAL')), 'UnavailableError', 'internal'],
    [anAnswer(503, '<html>'), 'UnavailableError', 'http_503'],
  ])('%#', (answer, name, code) => {
    const error = errorFor(answer)
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status: answer.status })
    expect(`${error?.message}`).not.toContain('jane')
  })

  test('a quota says when', () => {
    expect(errorFor(anAnswer(429, problem('RESOURCE_EXHAUSTED', [retryInfo])))).toMatchObject({ retryAfterSeconds: 32 })
  })

  test('a violation names the bad event by its place', () => {
    expect(refusedRows(badRow).map(({ index, error }) => [index, error.code])).toEqual([[1, 'invalid_time']])
    expect(refusedRows(anAnswer(400, problem('INVALID_ARGUMENT', [violation('encoding')])))).toEqual([])
  })
})

describe('deliver', () => {
  const orders = ['a', 'b', 'c'].map((orderId) =>
    payloadOf({ standard: 'purchase', commerce: exampleCommerce({ orderId }) }),
  )
  const idsIn = ({ body }: VendorRequest) =>
    (JSON.parse(body ?? '') as { events: { transactionId: string }[] }).events.map(({ transactionId }) => transactionId)

  test('the bad event ends, the rest goes again at once: nothing was taken', async () => {
    const seen: VendorRequest[] = []
    const { failed, note, accepted: taken } = await googleDataManager.deliver(orders, ctxWith([badRow, accepted], seen))
    expect(failed.map(({ index, error }) => [index, error.name])).toEqual([[1, 'RejectedError']])
    expect(seen.map(idsIn)).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ])
    expect(note).toBe('request request-1')
    expect(taken).toEqual([{ requestId: 'request-1', indexes: [0, 2] }])
  })

  test('each action has a request of its own, with accounts, encoding and a bearer token', async () => {
    const seen: VendorRequest[] = []
    await googleDataManager.deliver([...orders, payloadOf({ standard: 'lead' })], ctxWith([accepted], seen))
    expect(seen.map(idsIn)).toEqual([['a', 'b', 'c'], ['msg-1']])
    expect(seen[0]).toMatchObject({ headers: { authorization: 'Bearer ya29.token' } })
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({
      destinations: [
        {
          operatingAccount: { accountType: 'GOOGLE_ADS', accountId: '1234567890' },
          loginAccount: { accountType: 'GOOGLE_ADS', accountId: '9876543210' },
          productDestinationId: '7002',
        },
      ],
      encoding: 'HEX',
    })
  })

  test('for exact results each event goes alone; what was accepted does not go again when a later one is throttled', async () => {
    const seen: VendorRequest[] = []
    const throttled = anAnswer(429, problem('RESOURCE_EXHAUSTED'), 9)
    const ctx = ctxWith([accepted, throttled, accepted], seen, { exactResults: true })
    const { failed } = await googleDataManager.deliver(orders, ctx)
    expect(seen.map(idsIn)).toEqual([['a'], ['b'], ['c']])
    expect(failed.map(({ index, error }) => [index, error.name])).toEqual([[1, 'ThrottledError']])
  })

  test('a refusal of the only request is thrown', async () => {
    const sent = googleDataManager.deliver(orders, ctxWith([anAnswer(403, problem('PERMISSION_DENIED'))], []))
    await expect(sent).rejects.toMatchObject({ name: 'CredentialsRejectedError' })
  })
})

describe('results', () => {
  const place = (requestStatus: string, counts: [string, string | number][] = []) => ({
    requestStatus,
    errorInfo: { errorCounts: counts.map(([reason, recordCount]) => ({ reason, recordCount })) },
  })
  const status = (...places: JsonObject[]) => anAnswer(200, { requestStatusPerDestination: places })
  const asked = (answer: VendorAnswer, seen: VendorRequest[] = []) =>
    googleDataManager.later?.ask('r/1', ctxWith([answer], seen))

  test('are asked for by the request, with a token', async () => {
    const seen: VendorRequest[] = []
    expect(await asked(status(place('PROCESSING')), seen)).toEqual({ done: false })
    expect(seen).toMatchObject([
      {
        method: 'GET',
        url: 'https://datamanager.googleapis.com/v1/requestStatus:retrieve?requestId=r%2F1',
        headers: { authorization: 'Bearer ya29.token' },
      },
    ])
  })

  test('come as counts by reason; repeats of what was counted are no refusal', async () => {
    const counts: [string, string | number][] = [
      ['PROCESSING_ERROR_REASON_INVALID_GCLID', '2'],
      ['PROCESSING_ERROR_REASON_DUPLICATE_TRANSACTION_ID', '5'],
      ['PROCESSING_ERROR_REASON_DENIED_CONSENT', 1],
      ['jane@example.com', '1'],
    ]
    expect(await asked(status(place('PARTIAL_SUCCESS', counts)))).toEqual({
      done: true,
      refused: [
        { reason: 'invalid_gclid', count: 2 },
        { reason: 'denied_consent', count: 1 },
        { reason: 'refused_later', count: 1 },
      ],
    })
    expect(await asked(status(place('SUCCESS')))).toEqual({ done: true, refused: [] })
  })

  test.each([anAnswer(503, '<html>'), anAnswer(200, {}), anAnswer(404, problem('NOT_FOUND'))])(
    'answer %# tells nothing, and is asked again',
    async (answer) => {
      await expect(asked(answer)).rejects.toThrow()
    },
  )
})

test('verify is Google’s own dry run', async () => {
  const seen: VendorRequest[] = []
  expect(await googleDataManager.verify?.(ctxWith([anAnswer(200, {})], seen))).toMatchObject({ accepted: true })
  expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ validateOnly: true })
  const refused = ctxWith([anAnswer(403, problem('PERMISSION_DENIED'))], [])
  expect(await googleDataManager.verify?.(refused)).toMatchObject({ accepted: false })
  const none = ctxWith([accepted], [], { conversionActions: {} })
  expect(await googleDataManager.verify?.(none)).toMatchObject({ accepted: false })
})

test('identifiers stay home where the workspace wants it', () => {
  const own = { ...settings, userIdentifiers: false }
  expect(JSON.stringify(payloadOf({ standard: 'lead', identity: exampleIdentity }, own))).not.toContain('userData')
  const event = aDeliverableEvent({ standard: 'lead', identity: exampleIdentity })
  expect(googleDataManager.toPayload(event, own)).toMatchObject({ reason: 'no_match_key' })
})

test('preflight tells of an order without number, value or currency', () => {
  const codes = (event: Partial<DeliverableEvent>) =>
    googleDataManager
      .preflight?.(aDeliverableEvent({ standard: 'purchase', ...event }), settings)
      .map(({ code }) => code)
  expect(codes({})).toEqual(['no_order_id', 'no_value'])
  expect(codes({ value: 5, commerce: exampleCommerce({ orderId: '1', currency: null }) })).toEqual([
    'value_without_currency',
  ])
})
