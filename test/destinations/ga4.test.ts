import { describe, expect, test } from 'vitest'
import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { everyPurpose } from '../../core/purpose.ts'
import { exampleCommerce, exampleIdentity, exampleProduct } from '../../destinations/example-parts.ts'
import { errorFor } from '../../destinations/ga4/answers.ts'
import { ga4 } from '../../destinations/ga4/index.ts'
import { Ga4Settings } from '../../destinations/ga4/settings.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { anAnswer } from './an-answer.ts'

const settings = Ga4Settings.parse({ measurementId: 'G-ABC1234567' })

function payloadOf(event: Partial<DeliverableEvent>, own = settings): JsonObject {
  const payload = ga4.toPayload(aDeliverableEvent({ standard: 'lead', ...event }), own)
  if (isSkip(payload)) throw new Error(payload.reason)
  return payload
}

function eventOf(payload: JsonObject): { name: string; params: Record<string, Json> } {
  return (payload.events as { name: string; params: Record<string, Json> }[])[0]!
}

function custom(name: string, properties: JsonObject = {}, params: string[] = []) {
  return eventOf(payloadOf({ standard: null, name, properties }, { ...settings, params }))
}

describe('answers', () => {
  test.each([
    [200, null, null],
    [204, null, null],
    [302, 'UnavailableError', 'http_302'],
    [400, 'RejectedError', 'http_400'],
    [401, 'CredentialsRejectedError', 'http_401'],
    [403, 'CredentialsRejectedError', 'http_403'],
    [404, 'CredentialsRejectedError', 'wrong_endpoint'],
    [413, 'RejectedError', 'too_large'],
    [429, 'ThrottledError', 'http_429'],
    [500, 'UnavailableError', 'http_500'],
  ])('%i', (status, name, code) => {
    const error = errorFor(anAnswer(status, 'rubbish'))
    if (name === null) expect(error).toBeNull()
    else expect(error).toMatchObject({ name, code, status })
  })
})

describe('consent', () => {
  const purposes = ['advertising', 'ad_personalization', 'sale_or_sharing'] as const
  const values = ['granted', 'denied', 'unset'] as const
  const cases = values.flatMap((a) => values.flatMap((p) => values.map((s) => [a, p, s] as const)))

  test.each(cases)('advertising %s, personalisation %s, sale %s', (...choice) => {
    const consent = { ...everyPurpose('granted'), ...Object.fromEntries(purposes.map((name, i) => [name, choice[i]])) }
    const payload = payloadOf({ consent, identity: exampleIdentity })
    const [advertising, personalization, sale] = choice
    const adUserData = advertising === 'granted' && sale !== 'denied'
    expect(payload.consent).toEqual({
      ad_user_data: adUserData ? 'GRANTED' : 'DENIED',
      ad_personalization: personalization === 'granted' && sale !== 'denied' ? 'GRANTED' : 'DENIED',
    })
    expect('user_data' in payload).toBe(adUserData)
  })
})

describe('names', () => {
  test.each([
    ['Song Played', 'song_played'],
    ['  Größe gewählt  ', 'gr_e_gew_hlt'],
    ['x'.repeat(60), 'x'.repeat(40)],
    ['already_good_1', 'already_good_1'],
  ])('%s', (sent, name) => {
    expect(custom(sent).name).toBe(name)
  })

  test.each([
    ['session_start', 'reserved_event_name'],
    ['first_visit', 'reserved_event_name'],
    ['user_engagement', 'reserved_event_name'],
    ['User Engagement', 'reserved_event_name'],
    ['_hidden', 'reserved_event_name'],
    ['ga_thing', 'reserved_event_name'],
    ['google_thing', 'reserved_event_name'],
    ['gtag.config', 'reserved_event_name'],
    ['firebase_x', 'reserved_event_name'],
    ['123', 'event_name_unusable'],
    ['購入', 'event_name_unusable'],
    ['  ', 'no_event_name'],
  ])('%s is not sent', (name, reason) => {
    const event = aDeliverableEvent({ standard: null, name })
    expect(ga4.accepts(event, settings)).toMatchObject({ reason })
    expect(ga4.toPayload(event, settings)).toMatchObject({ reason })
  })

  test.each(['ga_x', '_x', 'firebase_x', 'google_x', '1x', 'a b', 'x'.repeat(41)])(
    'a parameter %s is refused when saved',
    (name) => {
      expect(Ga4Settings.safeParse({ measurementId: 'G-ABC1234567', params: [name] }).success).toBe(false)
    },
  )
})

describe('streams', () => {
  const instance = '0123456789abcdef0123456789abcdef'
  const app = Ga4Settings.parse({ firebaseAppId: '1:1234567890:ios:321abc456def7890' })

  test.each([
    ['neither id', {}],
    ['both ids', { measurementId: 'G-ABC1234567', firebaseAppId: '1:1234567890:ios:321abc456def7890' }],
    ['a web app of Firebase', { firebaseAppId: '1:1234567890:web:321abc456def7890' }],
  ])('%s is refused when saved', (_, ids) => {
    expect(Ga4Settings.safeParse(ids).success).toBe(false)
  })

  test.each([
    ['context', { context: { app_instance_id: instance } }],
    ['context.app', { context: { app: { app_instance_id: instance } } }],
    ['properties', { properties: { app_instance_id: instance } }],
  ])('the app instance id is taken from %s', (_, event) => {
    const payload = payloadOf({ ...event, clickIds: { ga_client_id: 'GA1.1.123.456' } }, app)
    expect(payload).toMatchObject({ app_instance_id: instance })
    expect(payload).not.toHaveProperty('client_id')
  })

  test('an app instance id of another form is none', () => {
    const event = aDeliverableEvent({ standard: 'lead', context: { app_instance_id: 'jane@example.com' } })
    expect(ga4.accepts(event, app)).toEqual({ skip: 'invalid', reason: 'no_app_instance_id' })
  })

  test('an app stream is named in the query, a web stream has no app instance id', () => {
    const context = { app_instance_id: instance }
    expect(ga4.preview([payloadOf({ context }, app)], app)[0]?.url).toBe(
      'https://www.google-analytics.com/mp/collect?firebase_app_id=1%3A1234567890%3Aios%3A321abc456def7890',
    )
    expect(payloadOf({ context })).not.toHaveProperty('app_instance_id')
  })

  test('a page of an app counts as a screen', () => {
    const event = { type: 'page', standard: 'page', name: 'Home', context: { app_instance_id: instance } } as const
    expect(eventOf(payloadOf(event, app))).toMatchObject({ name: 'screen_view', params: { screen_name: 'Home' } })
  })

  test('a tracked screen_view is a screen of an app and reserved on the web', () => {
    const event = { standard: null, name: 'screen_view', context: { app_instance_id: instance } }
    expect(eventOf(payloadOf(event, app)).name).toBe('screen_view')
    expect(ga4.toPayload(aDeliverableEvent(event), settings)).toMatchObject({ reason: 'reserved_event_name' })
  })
})

describe('limits', () => {
  test('25 parameters at most, ours first', () => {
    const names = Array.from({ length: 20 }, (_, i) => `p${i}`)
    const properties = Object.fromEntries(names.map((name) => [name, 1]))
    const commerce = exampleCommerce({
      orderId: '1',
      tax: 1,
      shipping: 1,
      coupon: 'c',
      affiliation: 'a',
      products: [exampleProduct()],
    })
    const { params } = eventOf(
      payloadOf({ standard: 'purchase', value: 1, commerce, properties }, { ...settings, params: names }),
    )
    expect(Object.keys(params)).toHaveLength(25)
    expect(params).toMatchObject({ transaction_id: '1', items: [{ item_id: 'P-1' }], p0: 1 })
    expect(params).not.toHaveProperty('p19')
  })

  test('values are cut at 100 characters, title 300, referrer 420, location 1000', () => {
    const long = 'x'.repeat(1500)
    const page = { url: long, title: long, referrer: long }
    const { params } = eventOf(
      payloadOf(
        { standard: null, name: 'a', context: { page }, properties: { note: long } },
        { ...settings, params: ['note'] },
      ),
    )
    const lengths = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value).length]))
    expect(lengths).toMatchObject({ note: 100, page_title: 300, page_referrer: 420, page_location: 1000 })
  })

  test('a cut leaves no half of a character', () => {
    expect(custom('a', { note: `${'x'.repeat(99)}😀` }, ['note']).params.note).toBe('x'.repeat(99))
  })

  test('only text and numbers become parameters', () => {
    const properties = { text: 'a', number: 1.5, flag: false, list: [1], object: {}, nothing: null, empty: ' ' }
    const { params } = custom('a', properties, Object.keys(properties))
    expect(params).toEqual({ engagement_time_msec: 1, event_id: 'msg-1', text: 'a', number: 1.5, flag: 'false' })
  })

  test('200 items at most; one without id and name is left out', () => {
    const products = [
      exampleProduct({ productId: null, sku: null, name: null }),
      ...Array.from({ length: 300 }, () => exampleProduct()),
    ]
    const { params } = eventOf(payloadOf({ standard: 'view_cart', commerce: exampleCommerce({ products }) }))
    expect(params.items).toHaveLength(200)
  })

  test('user properties: 36 characters, listed traits only', () => {
    const payload = payloadOf(
      { traits: { plan: 'g'.repeat(50), hidden: 'x' } },
      { ...settings, userProperties: ['plan'] },
    )
    expect(payload.user_properties).toEqual({ plan: { value: 'g'.repeat(36) } })
  })
})

describe('who', () => {
  test.each([
    ['GA1.1.123.456', '123.456'],
    ['GA1.2.123.456', '123.456'],
    ['123.456', '123.456'],
  ])('the cookie %s is the client %s', (cookie, clientId) => {
    expect(payloadOf({ clickIds: { ga_client_id: cookie } }).client_id).toBe(clientId)
  })

  test('a hostile cookie falls back to the anonymous id, and that to the user id', () => {
    expect(payloadOf({ clickIds: { ga_client_id: '<script>' } }).client_id).toBe('2790144215.1404112022')
    expect(payloadOf({ anonymousId: null }).client_id).toBe('2810493986.2571171311')
  })

  test('a personal user id is not sent, and the anonymous id never is', () => {
    for (const userId of ['em_00aa', 'ph_00aa', 'jane@example.com', ' ']) {
      expect(payloadOf({ userId })).not.toHaveProperty('user_id')
    }
    expect(JSON.stringify(payloadOf({ anonymousId: 'planted-anonymous' }))).not.toContain('planted-anonymous')
  })

  test('a session id that is no number is left out', () => {
    expect(eventOf(payloadOf({ clickIds: { ga_session_id: 'GS1.1.x' } })).params).not.toHaveProperty('session_id')
  })

  test('an address goes with a name only, its country only from an order', () => {
    const { variants } = exampleIdentity
    const nameless = { 'email.gmail_dots': variants['email.gmail_dots']! }
    const plain = { city: 'Berlin' }
    expect(payloadOf({ identity: { variants: nameless, absent: {}, plain } }).user_data).not.toHaveProperty('address')
    const named = payloadOf({ identity: { ...exampleIdentity, plain } }).user_data as JsonObject
    expect((named.address as JsonObject[])[0]).not.toHaveProperty('country')
  })
})

test('the time is microseconds', () => {
  expect(payloadOf({ occurredAt: '2026-11-24T10:00:00.123Z' }).timestamp_micros).toBe(1795514400123000)
})

test('72 hours is the age', () => {
  expect(ga4.maxAgeSeconds(aDeliverableEvent(), settings)).toBe(259_200)
})
