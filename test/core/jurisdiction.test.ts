import { describe, expect, it } from 'vitest'
import { type JurisdictionInput, regimeFor, resolveJurisdiction } from '../../core/jurisdiction.ts'
import { aPolicy, optInRule, usRule } from '../support/a-snapshot.ts'
import { fc } from '../support/fast-check.ts'

describe('the jurisdiction of an event', () => {
  it.each<[string, Partial<JurisdictionInput>, string]>([
    ['the geo header behind a trusted proxy', { geoHeader: { country: 'DE' } }, 'DE geo_header'],
    ['nothing from a header anyone could send', { geoHeader: { country: 'US' }, trustedProxy: false }, '- unknown'],
    ['nothing from an edge that does not know', { geoHeader: { country: 'XX' } }, '- unknown'],
    ['unknown for Tor', { geoHeader: { country: 'T1' }, sourceSetting: setting('US') }, '- unknown'],
    [
      "a secret key's location",
      { door: 'secret', eventLocation: { country: 'us', region: 'ca' } },
      'US-CA event_location',
    ],
    [
      'a name and a state by name',
      { door: 'secret', eventLocation: { country: 'United States', region: 'California' } },
      'US-CA event_location',
    ],
    [
      'a region only where it has a meaning',
      { door: 'secret', eventLocation: { country: 'DE', region: 'BY' } },
      'DE event_location',
    ],
    ["a secret key's order address", { door: 'secret', orderAddress: { country_code: 'FR' } }, 'FR order_address'],
    [
      'the location before the order address',
      { door: 'secret', eventLocation: { country: 'GB' }, orderAddress: { country: 'US' } },
      'GB event_location',
    ],
    ["the source's setting", { sourceSetting: setting('US') }, 'US source_setting'],
    ['unknown when nobody says anything', {}, '- unknown'],
    [
      'unknown for an unreadable location, not the setting',
      { door: 'secret', eventLocation: { country: 'Atlantis' }, sourceSetting: setting('US') },
      '- unknown',
    ],
    [
      'unknown for a location of another type',
      { door: 'secret', eventLocation: { country: 7 }, sourceSetting: setting('US') },
      '- unknown',
    ],
    [
      'the setting where a location names no country',
      { door: 'secret', eventLocation: { city: 'x' }, sourceSetting: setting('US') },
      'US source_setting',
    ],
  ])('is %s', (_what, input, expected) => {
    expect(shown(resolve(input))).toBe(expected)
  })

  describe("a write key's claim may only tighten", () => {
    it.each<[string, Partial<JurisdictionInput>, string]>([
      [
        'US behind an EU header stays EU',
        { geoHeader: { country: 'DE' }, eventLocation: { country: 'US' } },
        'DE geo_header',
      ],
      [
        'EU behind a US header is neither law, so unknown',
        { geoHeader: { country: 'US' }, eventLocation: { country: 'DE' } },
        '- unknown',
      ],
      ['US with nothing known stays unknown', { eventLocation: { country: 'US' } }, '- unknown'],
      ['US by the order address with nothing known stays unknown', { orderAddress: { country: 'US' } }, '- unknown'],
      [
        'another EU country changes nothing',
        { geoHeader: { country: 'DE' }, eventLocation: { country: 'FR' } },
        'DE geo_header',
      ],
      [
        'a stricter country of an opt-out one is taken',
        { geoHeader: { country: 'NZ' }, eventLocation: { country: 'DE' } },
        'DE event_location',
      ],
      [
        'an unreadable one leaves opt-out',
        { geoHeader: { country: 'US' }, eventLocation: { country: '??' } },
        '- unknown',
      ],
    ])('%s', (_what, input, expected) => {
      expect(shown(resolve(input))).toBe(expected)
    })

    it('never to a looser law, whatever it claims', () => {
      const country = fc.constantFrom('DE', 'US', 'NZ', 'BR', 'XX', 'nowhere', '')
      fc.assert(
        fc.property(country, fc.oneof(country, fc.jsonValue()), (geo, claim) => {
          const without = regimeFor(policy, resolve({ geoHeader: { country: geo } }))
          const claimed = regimeFor(policy, resolve({ geoHeader: { country: geo }, eventLocation: { country: claim } }))
          if (without.regime === 'opt_in') expect(claimed.regime).toBe('opt_in')
          expect(without.defaultGrants).toEqual(expect.arrayContaining([...claimed.defaultGrants]))
        }),
      )
    })
  })

  describe("a secret key's request comes from the shop's server", () => {
    it.each<[string, Partial<JurisdictionInput>, string]>([
      ['its header grants no opt-out', { geoHeader: { country: 'US' } }, '- unknown'],
      [
        'its header does not loosen the location',
        { geoHeader: { country: 'US' }, eventLocation: { country: 'DE' } },
        'DE event_location',
      ],
      [
        'its header does not loosen the setting',
        { geoHeader: { country: 'US' }, sourceSetting: setting('DE') },
        'DE source_setting',
      ],
      ['its header may tighten', { geoHeader: { country: 'DE' }, sourceSetting: setting('US') }, '- unknown'],
    ])('%s', (_what, input, expected) => {
      expect(shown(resolve({ door: 'secret', ...input }))).toBe(expected)
    })
  })
})

describe('the law of a place', () => {
  it('is opt-in without grants where no rule holds, the country is unknown, or nobody adopted the policy', () => {
    const closed = { regime: 'opt_in', defaultGrants: [], interest: null, gpc: 'standard', rule: null }
    expect(regimeFor(policy, { country: 'BR', region: null })).toEqual({ ...closed, adopted: true })
    expect(regimeFor(policy, { country: null, region: null })).toEqual({ ...closed, adopted: true })
    expect(regimeFor(aPolicy({ adoptedBy: null }), { country: 'US', region: 'CA' })).toEqual({
      ...closed,
      adopted: false,
    })
  })

  it('is that of the first rule that holds it', () => {
    const california = { ...usRule, regions: ['CA'], defaultGrants: ['analytics' as const] }
    const withState = aPolicy({ rules: [california, usRule, { ...optInRule, countries: ['*'] }] })
    expect(regimeFor(withState, { country: 'US', region: 'CA' })).toMatchObject({
      rule: 0,
      defaultGrants: ['analytics'],
    })
    expect(regimeFor(withState, { country: 'US', region: 'WY' })).toMatchObject({ rule: 1, regime: 'opt_out' })
    expect(regimeFor(withState, { country: 'US', region: null })).toMatchObject({
      rule: 0,
      defaultGrants: ['analytics'],
    })
    expect(regimeFor(withState, { country: 'JP', region: null })).toMatchObject({ rule: 2, regime: 'opt_in' })
  })
})

const policy = aPolicy({
  rules: [optInRule, usRule, { countries: ['NZ'], regime: 'opt_out', defaultGrants: ['analytics'] }],
})

function resolve(input: Partial<JurisdictionInput>) {
  return resolveJurisdiction({
    geoHeader: null,
    trustedProxy: true,
    eventLocation: undefined,
    orderAddress: undefined,
    door: 'write',
    sourceSetting: null,
    regimeOf: (place) => regimeFor(policy, place),
    ...input,
  })
}

function setting(country: string) {
  return { country, region: null }
}

function shown({ country, region, source }: ReturnType<typeof resolve>): string {
  return `${country ?? '-'}${region === null ? '' : `-${region}`} ${source}`
}
