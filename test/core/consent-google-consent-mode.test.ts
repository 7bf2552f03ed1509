import { describe, expect, it } from 'vitest'
import { captureSignals, consentKeys } from '../../core/consent/capture-signals.ts'
import { consentModeTypes, readGcd, readGcs } from '../../core/consent/google-consent-mode-strings.ts'
import { consentWarnings } from '../../core/consent/signals.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { aSource } from '../support/a-snapshot.ts'
import { fc } from '../support/fast-check.ts'
import { california, consentOf, grantedIn, newZealand, saidOf } from '../support/what-consent-says.ts'

const all = Object.fromEntries(consentModeTypes.map((type) => [type, 'granted']))
const ads: Purpose[] = ['analytics', 'advertising', 'ad_personalization']
const [defaults, chosen, refused, notSet] = ['11t1t1t1t5', '11v1v1v1v5', '11q1q1q1q5', '11l1l1l1l5']

describe('gcd', () => {
  it.each([
    ['l', undefined],
    ['p', 'denied'],
    ['q', 'denied'],
    ['r', 'granted'],
    ['t', 'default'],
    ['u', 'denied'],
    ['v', 'granted'],
    ['m', 'denied'],
    ['n', 'granted'],
  ])('the letter %s is %s, in each place', (letter, value) => {
    for (const [place, type] of consentModeTypes.slice(0, 4).entries()) {
      const letters = ['l', 'l', 'l', 'l'].with(place, letter)
      expect(readGcd(`11${letters.map((one) => `${one}1`).join('')}`)).toEqual(
        value === undefined ? {} : { [type]: value },
      )
    }
  })

  it('has its types in the order ad_storage, analytics_storage, ad_user_data, ad_personalization', () => {
    expect(readGcd('11r1p1t1m5')).toEqual({
      ad_storage: 'granted',
      analytics_storage: 'denied',
      ad_user_data: 'default',
      ad_personalization: 'denied',
    })
  })

  it('may carry other digits and pairs after the fourth, of which nothing is known', () => {
    expect(readGcd('13r3r3r2r5l1')).toEqual(readGcd('11r1r1r1r5'))
  })

  it.each([
    '',
    '11',
    '11t1t1t1',
    '11x1t1t1t5',
    '11T1T1T1T5',
    '1lt1t1t1t5',
    '11tttt5',
    '11t1t1t1t',
    `11${'t1'.repeat(9)}`,
  ])('cannot be read when it is %j', (text) => expect(readGcd(text)).toBeNull())
})

describe('gcs', () => {
  it.each([
    ['G100', { ad_storage: 'denied', analytics_storage: 'denied' }],
    ['G101', { ad_storage: 'denied', analytics_storage: 'granted' }],
    ['G110', { ad_storage: 'granted', analytics_storage: 'denied' }],
    ['G111', { ad_storage: 'granted', analytics_storage: 'granted' }],
    ['G1--', {}],
  ])('%s is %j', (text, reading) => expect(readGcs(text)).toEqual(reading))

  it.each(['', 'G1', 'G1111', 'g111', 'G011', 'G121', 'G11x', ' G111'])('cannot be read when it is %j', (text) => {
    expect(readGcs(text)).toBeNull()
  })
})

describe('Consent Mode as a signal', () => {
  it('grants a purpose when all its types are granted', () => {
    expect(grantedIn({ consentMode: all })).toEqual([
      'analytics',
      'advertising',
      'ad_personalization',
      'personalization',
      'functional',
    ])
  })

  it.each(['ad_storage', 'ad_user_data'])('advertising is denied when %s alone is denied', (type) => {
    expect(saidOf({ consentMode: { ...all, [type]: 'denied' } }, ['advertising'])).toEqual({
      advertising: `denied, ${type}_denied`,
    })
  })

  it('advertising is unset when ad_user_data is missing, as with Consent Mode v1', () => {
    expect(saidOf({ consentMode: { ad_storage: 'granted' } }, ['advertising'])).toEqual({
      advertising: 'unset, no_signal',
    })
  })

  it('gcs alone refuses ads but never grants them; its second digit is analytics', () => {
    expect(saidOf({ gcs: 'G101' }, ads)).toEqual({
      analytics: 'granted, granted_by_signal',
      advertising: 'denied, ad_storage_denied',
      ad_personalization: 'unset, no_signal',
    })
    expect(saidOf({ gcs: 'G110' }, ads)).toEqual({
      analytics: 'denied, analytics_storage_denied',
      advertising: 'unset, no_signal',
      ad_personalization: 'unset, no_signal',
    })
  })

  it('gcd alone decides the three purposes it carries', () => {
    expect(grantedIn({ gcd: chosen })).toEqual(ads)
    expect(saidOf({ gcd: '11r1u1r1m5' }, ads)).toEqual({
      analytics: 'denied, analytics_storage_denied',
      advertising: 'granted, granted_by_signal',
      ad_personalization: 'denied, ad_personalization_denied',
    })
  })

  it('a default grant is no choice in an opt-in country, and is recorded as what it is (case 20)', () => {
    const { outcomes } = consentOf({ gcd: defaults })
    expect(outcomes.advertising).toEqual({
      value: 'unset',
      reason: 'no_signal',
      basis: null,
      chosenAt: null,
      sources: [{ from: 'consentMode', value: 'unset', reason: 'consent_mode_default', basis: 'default' }],
    })
  })

  it('a default grant counts in an opt-out country, with its basis', () => {
    const { outcomes } = consentOf({ gcd: defaults }, { jurisdiction: newZealand })
    expect(outcomes.advertising).toEqual({
      value: 'granted',
      reason: 'granted_by_signal',
      basis: 'default',
      chosenAt: null,
      sources: [{ from: 'consentMode', value: 'granted', reason: 'consent_mode_default', basis: 'default' }],
    })
  })

  it.each([
    ['the fields', { consentMode: all, gcd: defaults }],
    ['gcs', { gcs: 'G111', gcd: defaults }],
  ])('a default grant in gcd holds down what %s call granted', (_name, context) => {
    expect(grantedIn(context).filter((purpose) => ads.includes(purpose))).toEqual([])
  })

  it("a default grant does not stand against a category's own grant", () => {
    expect(grantedIn({ gcd: defaults, consent: { categoryPreferences: { marketing: true } } })).toEqual([
      'advertising',
      'ad_personalization',
    ])
  })

  it.each([{ gcs: 'G1--' }, { gcd: notSet }, { consentMode: {} }])(
    '%j is unset: the jurisdiction decides (case 21)',
    (context) => {
      expect(grantedIn(context)).toEqual([])
      expect(saidOf(context, ['advertising'])).toEqual({ advertising: 'unset, no_signal' })
      expect(saidOf(context, ['advertising'], { jurisdiction: california })).toEqual({
        advertising: 'granted, granted_by_policy',
      })
    },
  )

  it('the forms are one state: a refusal in any of them refuses (case 8)', () => {
    for (const context of [
      { consentMode: all, gcs: 'G100' },
      { consentMode: all, gcd: refused },
      { consentMode: { ...all, ad_storage: 'denied' }, gcs: 'G111', gcd: chosen },
    ]) {
      expect(consentOf(context).values.advertising).toBe('denied')
    }
  })

  it('a category that grants does not outweigh it (case 8)', () => {
    const consent = { categoryPreferences: { marketing: true, statistics: true } }
    expect(grantedIn({ consent, gcs: 'G100' })).toEqual(['ad_personalization'])
  })

  it('of two places the lower value counts', () => {
    const context = { consentMode: all, google_consent: { ...all, ad_storage: 'denied', analytics_storage: 'GRANTED' } }
    expect(grantedIn(context)).toEqual(['analytics', 'ad_personalization', 'personalization', 'functional'])
    expect(grantedIn({ google_consent: all })).toEqual(grantedIn({ consentMode: all }))
  })

  it('has no time, so it overturns no withdrawal (case 48)', () => {
    const choices = [
      { purpose: 'analytics', value: 'denied', chosenAt: '2020-01-01T00:00:00.000Z', recordId: 'r' } as const,
    ]
    expect(saidOf({ gcd: chosen }, ['analytics'], { choices })).toEqual({ analytics: 'denied, consent_withdrawn' })
  })

  it('says nothing of a sale', () => {
    expect(consentOf({ consentMode: all }).values.sale_or_sharing).toBe('unset')
  })
})

describe('hostile Consent Mode', () => {
  it.each([true, 1, null, 'Granted', ' granted', 'yes', ['granted'], { granted: true }])(
    'the value %j is a refusal of its purpose',
    (value) => {
      expect(saidOf({ consentMode: { ...all, ad_user_data: value } }, ads)).toEqual({
        analytics: 'granted, granted_by_signal',
        advertising: 'denied, invalid_signal',
        ad_personalization: 'granted, granted_by_signal',
      })
    },
  )

  it.each(['granted', true, null, ['granted'], 1])('%j in place of the object is a refusal of all', (value) => {
    for (const context of [{ consentMode: value }, { google_consent: value, consentMode: all }]) {
      expect(saidOf(context, ads)).toEqual({
        analytics: 'denied, invalid_signal',
        advertising: 'denied, invalid_signal',
        ad_personalization: 'denied, invalid_signal',
      })
    }
  })

  it.each([
    { gcs: 'G11' },
    { gcs: 111 },
    { gcs: null },
    { gcd: '' },
    { gcd: '11z1z1z1z5' },
    { gcd: 't'.repeat(1_000_000) },
    { gcd: [chosen] },
  ])('an unreadable string refuses whatever the rest grants', (context: JsonObject) => {
    expect(grantedIn({ consentMode: all, ...context })).toEqual([])
  })

  it('keeps no text of another shape, such as an address or a number', () => {
    const context = { gcs: 'jane@example.com', gcd: '491701234567', consentMode: { ad_storage: 'jane@example.com' } }
    expect(captureSignals(context, undefined)).toEqual({
      consentMode: { gcs: 'invalid', gcd: 'invalid', fields: { ad_storage: 'invalid' } },
    })
  })

  it('reads no type from the prototype and no other key', () => {
    const sent = JSON.parse('{"__proto__":{"ad_storage":"granted"},"security_storage":"granted","toString":"denied"}')
    expect(captureSignals({ consentMode: sent }, undefined)).toEqual({ consentMode: { fields: {} } })
  })

  it('grants nothing and never throws, whatever is sent', () => {
    const places = fc.record(
      { consentMode: fc.jsonValue(), gcs: fc.jsonValue(), gcd: fc.jsonValue() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(places, (context) => {
        expect(grantedIn(context as JsonObject)).toEqual([])
      }),
    )
  })
})

describe('Consent Mode is monotone', () => {
  const value = fc.constantFrom('granted', 'denied', undefined)
  const fields = fc.record(Object.fromEntries(consentModeTypes.map((type) => [type, value])))
  const letters = fc.array(fc.constantFrom(...'lpqrtuvmn'), { minLength: 4, maxLength: 4 })

  it('lowering a field never adds a purpose', () => {
    fc.assert(
      fc.property(fields, letters, fc.constantFrom(...consentModeTypes), (sent, gcd, type) => {
        const lower = { ...sent, [type]: sent[type] === 'granted' ? undefined : 'denied' }
        expectNoMore({ consentMode: lower, gcd: textOf(gcd) }, { consentMode: sent, gcd: textOf(gcd) })
      }),
    )
  })

  it('lowering a letter of gcd from chosen to not set, to a default, to denied never adds a purpose', () => {
    fc.assert(
      fc.property(fields, letters, fc.nat(3), (consentMode, gcd, place) => {
        const ladder = ['v', 'l', 't', 'p'].map((letter) => ({ consentMode, gcd: textOf(gcd.with(place, letter)) }))
        for (const [rung, context] of ladder.slice(1).entries()) expectNoMore(context, ladder[rung] as JsonObject)
      }),
    )
  })

  function textOf(letters: string[]): string {
    return `11${letters.map((letter) => `${letter}1`).join('')}`
  }

  function expectNoMore(lowered: object, before: object): void {
    const [after, had] = [lowered, before].map((context) => grantedIn(JSON.parse(JSON.stringify(context))))
    expect(after?.filter((purpose) => !had?.includes(purpose))).toEqual([])
  }
})

describe('Consent Mode at ingest', () => {
  it('tells the sender what it could not read, by path and without the value', () => {
    const signals = captureSignals({ consentMode: { ad_storage: 'jane' }, gcs: 'jane', gcd: '11z1z1z1z5' }, undefined)
    const warnings = consentWarnings(signals, aSource())
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'invalid_consent context.gcs',
      'invalid_consent context.gcd',
      'invalid_consent context.consentMode.ad_storage',
    ])
    expect(JSON.stringify(warnings)).not.toMatch(/jane|11z/)
  })

  it('its places are taken out of the stored context', () => {
    expect([...consentKeys]).toEqual(expect.arrayContaining(['consentMode', 'google_consent', 'gcs', 'gcd']))
  })
})
