import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { emptyBundle } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { VendorAnswer, VendorRequest } from '../../destinations/contract.ts'
import { exampleCommerce, exampleProduct } from '../../destinations/example-parts.ts'
import { errorFor, refusedRows } from '../../destinations/klaviyo/answers.ts'
import { klaviyo } from '../../destinations/klaviyo/index.ts'
import { KlaviyoSettings } from '../../destinations/klaviyo/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = KlaviyoSettings.parse({})

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = klaviyo.toPayload(aDeliverableEvent(event), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

interface Sent {
  attributes: { events: { data: { attributes: JsonObject & { unique_id: string; properties: JsonObject } }[] } }
}
function eventsIn(payload: JsonObject) {
  return (payload as unknown as Sent).attributes.events.data.map(({ attributes }) => attributes)
}

const row = (index: number, code = 'invalid') => ({
  id: 'e1',
  status: 400,
  code,
  title: 'Invalid input.',
  detail: 'jane@example.com is not valid',
  source: { pointer: `/data/attributes/events-bulk-create/data/${index}/attributes/profile/data/attributes/email` },
})
const errors = (...codes: string[]) => ({ errors: codes.map((code) => ({ code, title: code, source: {} })) })

describe('answers', () => {
  test.each([
    [anAnswer(202), null, null],
    [anAnswer(200, {}), null, null],
    [anAnswer(401, errors('authentication_failed')), 'CredentialsRejectedError', 'key_invalid'],
    [anAnswer(401, errors('not_authenticated')), 'CredentialsRejectedError', 'key_missing'],
    [anAnswer(403, errors('permission_denied')), 'CredentialsRejectedError', 'scope_missing'],
    [anAnswer(404, 'no'), 'CredentialsRejectedError', 'wrong_endpoint'],
    [anAnswer(400, errors('invalid')), 'RejectedError', 'invalid_field'],
    [anAnswer(400, errors('unheard_of')), 'RejectedError', 'http_400'],
    [anAnswer(409, errors('duplicate_profile')), 'RejectedError', 'duplicate_profile'],
    [anAnswer(413, 'too large'), 'RejectedError', 'too_large'],
    [anAnswer(429, errors('throttled'), 9), 'ThrottledError', 'rate_limit'],
    [anAnswer(503, '<html>'), 'UnavailableError', 'http_503'],
  ])('%#', (answer, name, code) => {
    const error = errorFor(answer)
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status: answer.status })
  })

  test('a pointer names the bad row, without its value', () => {
    const rows = refusedRows(anAnswer(400, { errors: [row(2), row(0, 'required')] }))
    expect(rows.map(({ index, error }) => [index, error.code])).toEqual([
      [2, 'invalid_field'],
      [0, 'field_missing'],
    ])
    expect(JSON.stringify(rows.map(({ error }) => error.message))).not.toContain('jane')
    expect(refusedRows(anAnswer(400, errors('invalid')))).toEqual([])
  })
})

describe('deliver', () => {
  const three = ['a', 'b', 'c'].map((id) => payloadOf({ vendorEventId: id }))

  function ctxWith(answers: VendorAnswer[], seen: VendorRequest[] = []) {
    const send = (request: VendorRequest) => {
      seen.push(request)
      return Promise.resolve(answers[Math.min(seen.length, answers.length) - 1] as VendorAnswer)
    }
    return { settings, credentials: { apiKey: 'pk_1' }, send, now: () => new Date() }
  }

  test('the bad row ends, the others go again at once', async () => {
    const seen: VendorRequest[] = []
    const ctx = ctxWith([anAnswer(400, { errors: [row(1)] }), anAnswer(202)], seen)
    const { failed } = await klaviyo.deliver(three, ctx)
    expect(failed.map(({ index, error }) => [index, error.name])).toEqual([[1, 'RejectedError']])
    expect(seen.map(({ body }) => [...(body ?? '').matchAll(/"unique_id":"(.)"/g)].map(([, id]) => id))).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c'],
    ])
  })

  test('rows refused anew each time are told by their own index; none is left untold', async () => {
    const { failed } = await klaviyo.deliver(three, ctxWith([anAnswer(400, { errors: [row(0)] })]))
    expect(failed.map(({ index }) => index)).toEqual([0, 1, 2])
  })

  test('a refusal of the whole job is thrown, so that it is halved', async () => {
    const refused = klaviyo.deliver(three, ctxWith([anAnswer(400, errors('invalid'))]))
    await expect(refused).rejects.toMatchObject({ name: 'RejectedError' })
  })

  test('the key is in the header, the revision beside it', async () => {
    const seen: VendorRequest[] = []
    await klaviyo.deliver(three, ctxWith([anAnswer(202)], seen))
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Klaviyo-API-Key pk_1', revision: '2026-04-15' })
    expect(seen[0]?.url).toBe('https://a.klaviyo.com/api/event-bulk-create-jobs/')
  })

  test('a person is deleted by e-mail and phone, each by a call; by an id of ours by none', async () => {
    const seen: VendorRequest[] = []
    const subject = { userId: 'u', anonymousId: null, email: 'jane@example.com', phone: '+4915123456789' }
    expect(await klaviyo.erase?.(subject, ctxWith([anAnswer(202)], seen))).toMatchObject({ accepted: true })
    expect(seen.map(({ url }) => url)).toEqual(Array(2).fill('https://a.klaviyo.com/api/data-privacy-deletion-jobs/'))
    expect(seen.map(({ body }) => body?.includes('"email":"jane@example.com"'))).toEqual([true, false])
    const unknown = { ...subject, email: null, phone: null }
    expect(await klaviyo.erase?.(unknown, ctxWith([anAnswer(202)]))).toMatchObject({ accepted: false })
  })

  test('verify asks for the account and says what Klaviyo said', async () => {
    const refused = anAnswer(401, { errors: [{ code: 'not_authenticated', title: 'Authentication failed.' }] })
    expect(await klaviyo.verify?.(ctxWith([refused]))).toEqual({ accepted: false, words: '401 Authentication failed.' })
  })
})

describe('payload', () => {
  test('a phone that is not E.164 and ids over 255 characters are left out', () => {
    const identity = { ...emptyBundle, plain: { phone: '01512345', email: 'jane@example.com' } }
    const text = JSON.stringify(payloadOf({ identity, userId: 'u'.repeat(256) }))
    expect(text).toContain('jane@example.com')
    expect(text).not.toMatch(/phone_number|external_id/)
  })

  test('an order of many lines stays within 20 events; its Items hold all', () => {
    const products = Array.from({ length: 30 }, () => exampleProduct())
    const events = eventsIn(payloadOf({ standard: 'purchase', commerce: exampleCommerce({ products }) }))
    expect(events).toHaveLength(20)
    expect(new Set(events.map(({ unique_id }) => unique_id)).size).toBe(20)
    expect(events[0]?.properties.Items).toHaveLength(30)
  })

  test('three of 1.10 are 3.30', () => {
    const commerce = exampleCommerce({ products: [exampleProduct({ price: 1.1, quantity: 3 })] })
    expect(eventsIn(payloadOf({ standard: 'purchase', commerce }))[1]?.value).toBe(3.3)
  })

  test('a listed property over a limit is left out, the event stays', () => {
    const properties = { long: 'ü'.repeat(50_001), many: Array.from({ length: 4001 }, () => 1), ok: true }
    const own = { ...settings, properties: ['long', 'many', 'ok', '__proto__'] }
    expect(eventsIn(payloadOf({ properties }, own))[0]?.properties).toEqual({ ok: true })
  })

  test('a time after the arrival is the arrival', () => {
    const events = eventsIn(payloadOf({ occurredAt: '2028-01-01T00:00:00.000Z' }))
    expect(events[0]?.time).toBe('2026-11-24T10:00:01.000Z')
  })
})

test('preflight tells of a person nobody can write to and of money without a currency', () => {
  const event = aDeliverableEvent({ standard: 'purchase', value: 5, commerce: exampleCommerce({ currency: null }) })
  const codes = (one: DeliverableEvent) => klaviyo.preflight?.(one, settings).map(({ code }) => code)
  expect(codes(event)).toEqual(['no_contact', 'value_without_currency'])
  expect(codes({ ...event, value: null })).toEqual(['no_contact', 'order_without_value'])
})
