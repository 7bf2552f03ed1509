import { describe, expect, it } from 'vitest'
import type { DestinationType } from '../../core/config.ts'
import { isSkip } from '../../core/decision.ts'
import { toDeliverable } from '../../core/deliverable-event.ts'
import type { Jurisdiction } from '../../core/event.ts'
import type { VariantName } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { everyPurpose, type PurposeValues } from '../../core/purpose.ts'
import { type AnyDestination, definedTypes, destinationFor, parseSettings } from '../../destinations/registry.ts'
import { aDeliverableEvent } from '../support/a-deliverable-event.ts'
import { planted } from '../support/any-deliverable-event.ts'
import { localDestinations } from './local-destinations.ts'

const declaring = definedTypes.flatMap((type) => {
  const destination = destinationFor(type)
  return destination === null ? [] : [destination]
})
const inStates = declaring.filter(({ limitedStates }) => limitedStates !== undefined)
const partial = declaring.filter(({ limitedWithout }) => limitedWithout !== undefined)
const granted = everyPurpose('granted')

it('Meta, Google Ads and GA4 are among the types that declare a restricted mode', () => {
  expect(inStates.map(({ type }) => type)).toEqual(expect.arrayContaining(['meta', 'google_ads']))
  expect(partial.map(({ type }) => type)).toContain('ga4')
})

it('vendors without a field for it, or without a list of states, declare none', () => {
  const without = ['linkedin', 'x', 'microsoft_uet', 'klaviyo', 'webhook'] as const
  for (const type of without) expect(destinationFor(type), type).not.toMatchObject({ limitedStates: expect.anything() })
})

interface Kept {
  variants: readonly VariantName[]
  /** Address and browser. */
  network: boolean
}

/** What is left of a person in a vendor's own restricted mode. */
const keptOf: Partial<Record<DestinationType, Kept>> = {
  meta: { variants: ['email.plain', 'phone.digits', 'external_id.plain'], network: true },
  google_ads: { variants: [], network: false },
}

/** What a person is called, looks like and where they live serves no attribution, whoever the vendor is. */
const neverKept = /^(first_name|last_name|street|city|postcode|gender|birth_date)\./

describe.each(inStates.map((one) => [one.type, one] as const))('%s after a US opt-out', (type, destination) => {
  it('has a dated list of states', () => {
    const { states = [], asOf } = destination.limitedStates ?? {}
    expect(states.every((state) => /^[A-Z]{2}$/.test(state))).toBe(true)
    expect(asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })

  it('tells the vendor: the limited payload is another one in every listed state', () => {
    for (const region of destination.limitedStates?.states ?? []) {
      const limited = payloadOf(destination, { mode: 'limited', region })
      expect(isSkip(limited), region).toBe(false)
      expect(limited).not.toEqual(payloadOf(destination, { region }))
    }
  })

  it('holds nothing of the person but what that mode leaves', () => {
    const text = JSON.stringify(payloadOf(destination, { mode: 'limited' }))
    const kept = keptOf[type]
    for (const [variant, digest] of Object.entries(planted.byVariant)) {
      const isKept = kept === undefined ? !neverKept.test(variant) : kept.variants.includes(variant as VariantName)
      if (!isKept) expect(text, variant).not.toContain(digest)
    }
    const { ip, userAgent, ...plain } = planted.byField
    for (const [field, value] of Object.entries(plain)) expect(text, field).not.toContain(value)
    if (kept?.network === false) expect(text).not.toMatch(new RegExp(`${ip}|${userAgent}`))
  })

  it('says the same where everything was granted and the policy limits always', () => {
    const optedOut = { ...granted, sale_or_sharing: 'denied' } satisfies PurposeValues
    const asked = payloadOf(destination, { mode: 'limited', consent: optedOut })
    expect(payloadOf(destination, { mode: 'limited' })).toEqual(asked)
  })
})

describe('google_ads where a sale was refused outside the US', () => {
  const google = destinationFor('google_ads') as AnyDestination
  const told = { consent: { ...granted, sale_or_sharing: 'denied' } as PurposeValues, country: 'DE' }

  it('says ad_user_data DENIED and sends no user data: the click goes alone', () => {
    const payload = payloadOf(google, told) as JsonObject
    expect(payload).toMatchObject({ gclid: 'G', consent: { adUserData: 'DENIED', adPersonalization: 'DENIED' } })
    expect(Object.keys(payload)).not.toContain('userIdentifiers')
    for (const digest of Object.values(planted.byVariant)) expect(JSON.stringify(payload)).not.toContain(digest)
  })

  it('sends nothing where there is no click, and no enhancement', () => {
    const refused = { skip: 'filtered', reason: 'user_data_denied' }
    expect(payloadOf(google, { ...told, clickIds: {} })).toEqual(refused)
    expect(payloadOf(google, { ...told, standard: 'sign_up' })).toEqual(refused)
  })

  it('a person who refuses personalisation alone keeps their hashes, told so in its own field', () => {
    const payload = payloadOf(google, { consent: { ...granted, ad_personalization: 'denied' }, country: 'DE' })
    expect(payload).toMatchObject({
      consent: { adUserData: 'GRANTED', adPersonalization: 'DENIED' },
      userIdentifiers: expect.arrayContaining([expect.objectContaining({ hashedEmail: expect.any(String) })]),
    })
  })
})

describe.each(partial.map((one) => [one.type, one] as const))('%s on a partial grant', (_type, destination) => {
  it('holds nothing of the person that the refused purposes would have allowed, and says so', () => {
    const refused = Object.fromEntries((destination.limitedWithout ?? []).map((purpose) => [purpose, 'denied']))
    const consent = { ...granted, ...refused } as PurposeValues
    const payload = payloadOf(destination, { mode: 'limited', consent })
    const text = JSON.stringify(payload)
    expect(isSkip(payload)).toBe(false)
    expect(text).not.toEqual(JSON.stringify(payloadOf(destination, {})))
    const forOthers = destination.identity.filter(({ purposes }) =>
      purposes.every((purpose) => consent[purpose] === 'granted'),
    )
    const allowed = new Set<string>(forOthers.map(({ variant }) => variant))
    for (const [variant, digest] of Object.entries(planted.byVariant)) {
      if (!allowed.has(variant)) expect(text, variant).not.toContain(digest)
    }
  })
})

describe('consent fields of a whole request', () => {
  const states = [
    {},
    { mode: 'limited', consent: { ...granted, advertising: 'denied', ad_personalization: 'denied' } },
    { mode: 'limited' },
    { consent: { ...granted, ad_personalization: 'denied' } },
  ] as const

  it.each(declaring.map((one) => [one.type, one] as const))('%s never mixes two states in one request', (_, one) => {
    const payloads = states.map((told) => payloadOf(one, told)).filter((payload) => !isSkip(payload)) as JsonObject[]
    const batches = [...Map.groupBy(payloads, (payload) => one.batchKey?.(payload) ?? '').values()]
    const alone = payloads.flatMap((payload) => saidOfRequests(one, [payload]))
    // Two states in one request: one of them would be said nowhere.
    expect(new Set(batches.flatMap((batch) => saidOfRequests(one, batch)))).toEqual(new Set(alone))
  })

  it('GA4 has such fields: each state is a request of its own', () => {
    const ga4 = destinationFor('ga4') as AnyDestination
    const payloads = states.map((told) => payloadOf(ga4, told)) as JsonObject[]
    expect(new Set(saidOfRequests(ga4, payloads)).size).toBeGreaterThan(1)
  })

  function saidOfRequests(destination: AnyDestination, payloads: JsonObject[]): string[] {
    const requests = destination.preview(payloads, settingsOf(destination))
    return requests.map(({ body = '{}' }) => {
      const fields = Object.entries(JSON.parse(body) as JsonObject)
      return JSON.stringify(fields.filter(([name]) => /consent|limited|opt_out|processing/i.test(name)))
    })
  }
})

interface Told {
  mode?: 'full' | 'limited'
  region?: string
  country?: string
  consent?: PurposeValues
  clickIds?: Record<string, string>
  standard?: 'purchase' | 'sign_up'
}

const everyClick = {
  ga_client_id: '1.2',
  gclid: 'G',
  fbp: 'fb.1.1795510000000.1098115397',
  ttclid: 'T',
  epik: 'E',
  sc_click_id: 'S',
  rdt_cid: 'R',
  msclkid: 'M',
  li_fat_id: 'L',
  twclid: 'X',
}

function payloadOf(destination: AnyDestination, told: Told) {
  const { mode = 'full', consent = granted, clickIds = everyClick, standard = 'purchase' } = told
  const { country = 'US', region = country === 'US' ? 'CA' : null } = told
  const { identity, network, ...event } = aDeliverableEvent({
    ...planted.event,
    name: 'Order Completed',
    standard,
    clickIds,
    jurisdiction: { country, region, source: 'geo_header' } satisfies Jurisdiction,
  })
  const settings = settingsOf(destination)
  const deliverable = toDeliverable({
    event,
    bundle: identity,
    network,
    decision: { consent, mode },
    facts: destination,
    settings,
    route: { value: 'gross' },
  })
  return destination.toPayload(deliverable, settings)
}

function settingsOf({ type }: AnyDestination): unknown {
  const parsed = parseSettings(type, localDestinations[type]?.settings('https://vendor.example'))
  if (!parsed.ok) throw new Error('the local settings parse')
  return parsed.value
}
