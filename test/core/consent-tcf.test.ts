import { describe, expect, it } from 'vitest'
import { captureSignals, consentKeys } from '../../core/consent/capture-signals.ts'
import type { ConsentInput } from '../../core/consent/combine.ts'
import type { Recipient } from '../../core/consent/signal.ts'
import { consentWarnings } from '../../core/consent/signals.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { aSource } from '../support/a-snapshot.ts'
import { allPurposes, aTcString, type TcStringParts, tcfVendor, withField, without } from '../support/a-tc-string.ts'
import { california, consentOf, germany, grantedIn, saidOf } from '../support/what-consent-says.ts'

/** The numbered cases of consent.md 7 that a TC string decides; seen by a listed vendor unless said otherwise. */

const vendor: Recipient = { iabVendorId: tcfVendor, tcfPurposes: { analytics: [8] } }
const unlisted: Recipient = {}
const ads: Purpose[] = ['advertising', 'ad_personalization']
const spoken: Purpose[] = ['analytics', 'advertising', 'ad_personalization', 'personalization']
const [forbid, requireConsent, requireInterest] = [0, 1, 2]
const monthOfMay = '2026-05-03T00:00:00.000Z'

describe('a TC string', () => {
  it('grants a listed vendor what its purposes stand for', () => {
    expect(granted({})).toEqual(spoken)
  })

  it.each<[Purpose, number[]]>([
    ['analytics', [1, 8]],
    ['advertising', [1, 2, 7]],
    ['ad_personalization', [3, 4]],
    ['personalization', [5, 6]],
  ])('%s stands for the purposes %j, each of them', (purpose, needs) => {
    expect(granted({ purposes: needs })).toContain(purpose)
    for (const id of needs) {
      expect(said({ purposes: without(id) }, [purpose])).toEqual({ [purpose]: `denied, tcf_purpose_${id}_refused` })
    }
  })

  it('analytics is 8 or 9 as the destination declares, and both where it does not', () => {
    const declaring = (...ids: number[]) => ({ recipient: { iabVendorId: tcfVendor, tcfPurposes: { analytics: ids } } })
    const nine = { purposes: [1, 9] }
    expect(said(nine, ['analytics'], declaring(9))).toEqual({ analytics: 'granted, granted_by_signal' })
    expect(said(nine, ['analytics'], declaring(8))).toEqual({ analytics: 'denied, tcf_purpose_8_refused' })
    expect(said(nine, ['analytics'], declaring(8, 9))).toEqual({ analytics: 'denied, tcf_purpose_8_refused' })
    expect(said(nine, ['analytics'], declaring(10))).toEqual({ analytics: 'denied, tcf_purpose_8_refused' })
    expect(said(nine, ['analytics'], { recipient: { iabVendorId: tcfVendor } })).toEqual({
      analytics: 'denied, tcf_purpose_8_refused',
    })
  })

  it('what a destination declares is asked on top of the row, never in its place', () => {
    const recipient = { iabVendorId: tcfVendor, tcfPurposes: { advertising: [3, 4] } }
    expect(said({ purposes: without(3) }, ['advertising'], { recipient })).toEqual({
      advertising: 'denied, tcf_purpose_3_refused',
    })
    expect(said({ purposes: without(2) }, ['advertising'], { recipient })).toEqual({
      advertising: 'denied, tcf_purpose_2_refused',
    })
  })

  it('says nothing of functional or of a sale', () => {
    const { outcomes } = consentOf({ tcf: aTcString() }, { recipient: vendor })
    expect([outcomes.functional.sources, outcomes.sale_or_sharing.sources]).toEqual([[], []])
  })

  it('grants nothing to a party without a vendor number, and says so in the record', () => {
    const { outcomes } = consentOf({ tcf: aTcString() }, { recipient: unlisted })
    expect(outcomes.advertising).toEqual({
      value: 'unset',
      reason: 'no_signal',
      basis: null,
      chosenAt: null,
      sources: [{ from: 'tcf', value: 'unset', reason: 'tcf_no_vendor_number', at: '2026-05-03T00:00:00.000Z' }],
    })
  })

  it('lets a category grant a party without a vendor number, as long as it refuses nothing', () => {
    const consent = { categoryPreferences: { marketing: true } }
    expect(grantedIn({ consent, tcf: aTcString() }, { recipient: unlisted })).toEqual(ads)
    expect(saidOf({ consent, tcf: aTcString({ purposes: without(4) }) }, ads, { recipient: unlisted })).toEqual({
      advertising: 'granted, granted_by_signal',
      ad_personalization: 'denied, tcf_purpose_4_refused',
    })
  })

  it('8: a refusal in it outweighs a category and gcs that grant', () => {
    const context = {
      consent: { categoryPreferences: { marketing: true } },
      gcs: 'G111',
      tcf: aTcString({ purposes: [] }),
    }
    expect(saidOf(context, ads, { recipient: vendor })).toEqual({
      advertising: 'denied, tcf_purpose_1_refused',
      ad_personalization: 'denied, tcf_purpose_3_refused',
    })
  })

  it('26, 51: legitimate interest is never read, neither where it is invalid nor where it is valid', () => {
    const interests = withField(aTcString({ purposes: [] }), 'purposeInterests', 0xffffff)
    expect(grantedIn({ tcf: interests }, { recipient: vendor })).toEqual([])
    const allButFour = withField(aTcString({ purposes: without(4) }), 'purposeInterests', 0xffffff)
    expect(saidOf({ tcf: allButFour }, ads, { recipient: vendor })).toEqual({
      advertising: 'granted, granted_by_signal',
      ad_personalization: 'denied, tcf_purpose_4_refused',
    })
  })

  it('27: a vendor that was refused is told from one that was never shown', () => {
    expect(said({ vendors: [7] }, ['advertising'])).toEqual({ advertising: 'denied, tcf_vendor_refused' })
    expect(said({ disclosed: [7] }, ['advertising'])).toEqual({ advertising: 'denied, tcf_vendor_not_disclosed' })
    expect(said({ vendors: [7], disclosed: [7] }, ['advertising'])).toEqual({
      advertising: 'denied, tcf_vendor_not_disclosed',
    })
  })

  it.each([
    ['forbids it', forbid, 'denied, tcf_purpose_7_restricted'],
    ['allows legitimate interest only', requireInterest, 'denied, tcf_purpose_7_restricted'],
    ['asks for consent', requireConsent, 'granted, granted_by_signal'],
  ])('27: where the publisher %s, restriction %i on a purpose, the vendor is %s', (_what, type, expected) => {
    const restrictions = [{ purpose: 7, type, vendor: tcfVendor }]
    expect(said({ restrictions }, ads)).toEqual({
      advertising: expected,
      ad_personalization: 'granted, granted_by_signal',
    })
  })

  it("27: another vendor's restriction changes nothing", () => {
    expect(granted({ restrictions: [{ purpose: 7, type: forbid, vendor: 7 }] })).toEqual(spoken)
  })

  it('28: purpose 1 is not required where it was not asked, the others are', () => {
    expect(granted({ purposes: without(1), purposeOneTreatment: true })).toEqual(spoken)
    expect(granted({ purposes: without(1), purposeOneTreatment: false })).not.toContain('advertising')
    expect(granted({ purposes: without(1, 2), purposeOneTreatment: true })).not.toContain('advertising')
  })

  it.each([false, 0, '0', 'false'])(
    '29: gdprApplies %j puts a refusal out of force, and a grant as well',
    (gdprApplies) => {
      const refusal = { tcf: { tcString: aTcString({ purposes: [], vendors: [] }), gdprApplies } }
      expect(saidOf(refusal, ['advertising'], { recipient: vendor, jurisdiction: california })).toEqual({
        advertising: 'granted, granted_by_policy',
      })
      expect(saidOf(refusal, ['advertising'], { recipient: vendor })).toEqual({ advertising: 'unset, no_signal' })
      expect(grantedIn({ tcf: { tcString: aTcString(), gdprApplies } }, { recipient: vendor })).toEqual([])
    },
  )

  it.each([true, 1, '1', undefined, null, 'no', {}])(
    '29: with gdprApplies %j a refusal is in force everywhere',
    (gdprApplies) => {
      const tcf = { tcString: aTcString({ purposes: [] }), ...(gdprApplies === undefined ? {} : { gdprApplies }) }
      expect(saidOf({ tcf }, ['advertising'], { recipient: vendor, jurisdiction: california })).toEqual({
        advertising: 'denied, tcf_purpose_1_refused',
      })
    },
  )

  it('29: one place that says it applies is enough', () => {
    const context = { tcf: { tcString: aTcString({ purposes: [] }), gdprApplies: true }, gdpr: 0 }
    expect(consentOf(context, { recipient: vendor, jurisdiction: california }).values.advertising).toBe('denied')
  })

  it('48: overturns a withdrawal of an earlier day, and none of its own day or later', () => {
    expect(said({}, ['advertising'], withdrawn('2026-05-02T23:59:59.999Z'))).toEqual({
      advertising: 'granted, granted_by_signal',
    })
    for (const time of [monthOfMay, '2026-05-03T08:00:00.000Z', '2026-05-04T00:00:00.000Z']) {
      expect(said({}, ['advertising'], withdrawn(time))).toEqual({ advertising: 'denied, consent_withdrawn' })
    }
  })

  it('48: beside a signal without a time it is the one that is dated', () => {
    const context = { tcf: aTcString(), consent: { categoryPreferences: { advertising: true } } }
    const valueFor = (recipient: Recipient) =>
      consentOf(context, { recipient, ...withdrawn('2026-05-01T00:00:00.000Z') }).values.advertising
    expect([valueFor(vendor), valueFor(unlisted)]).toEqual(['granted', 'denied'])
  })

  it('48: of its two times the older is the choice', () => {
    const times = { created: '2026-04-01T00:00:00.000Z', lastUpdated: '2026-05-03T00:00:00.000Z' }
    expect(said(times, ['advertising'], withdrawn('2026-04-20T00:00:00.000Z'))).toEqual({
      advertising: 'denied, consent_withdrawn',
    })
  })

  it('a grant of a listed vendor is dated, with its reason in the record', () => {
    const { outcomes } = consentOf({ tcf: aTcString() }, { recipient: vendor })
    const at = '2026-05-03T00:00:00.000Z'
    expect(outcomes.advertising.sources).toEqual([{ from: 'tcf', value: 'granted', reason: 'tcf_granted', at }])
  })
})

describe('27: an invalid TC string refuses', () => {
  it.each<[string, string, string]>([
    ['of version 1', 'tcf_version_unsupported', withField(aTcString(), 'version', 1)],
    ['without a CMP', 'tcf_cmp_unknown', withField(aTcString(), 'cmpId', 0)],
    ['of CMP 1, which is nobody', 'tcf_cmp_unknown', withField(aTcString(), 'cmpId', 1)],
    ['of policy version 2', 'tcf_policy_outdated', withField(aTcString(), 'policyVersion', 2)],
    ['of policy version 3', 'tcf_policy_outdated', withField(aTcString(), 'policyVersion', 3)],
    ['of global scope', 'tcf_not_service_specific', withField(aTcString(), 'isServiceSpecific', 0)],
    ['without disclosed vendors', 'tcf_disclosure_missing', segments(aTcString(), 0, 2)],
    ['from tomorrow', 'tcf_in_the_future', dated('2026-11-25T00:00:00.000Z')],
    ['created today and updated tomorrow', 'tcf_in_the_future', dated('2026-11-24', '2026-11-25')],
    ['of 13 months and a day ago', 'tcf_expired', dated('2025-10-23T00:00:00.000Z')],
    ['created long ago and updated today', 'tcf_expired', dated('2024-01-01', '2026-11-24')],
    ['from the beginning of time', 'tcf_expired', dated('1970-01-01T00:00:00.000Z')],
  ])('%s: %s', (_what, reason, tcf) => {
    const consent = { categoryPreferences: { marketing: true, statistics: true, personalization: true } }
    for (const recipient of [vendor, unlisted]) {
      const refused = Object.fromEntries(spoken.map((purpose) => [purpose, `denied, ${reason}`]))
      expect(saidOf({ consent, tcf }, spoken, { recipient })).toEqual(refused)
    }
  })

  it.each([
    ['of policy version 4', withField(aTcString(), 'policyVersion', 4)],
    ['of today', dated('2026-11-24T00:00:00.000Z')],
    ['of later today, as of a clock that is ahead', dated('2026-11-24T23:00:00.000Z')],
    ['of 13 months ago', dated('2025-10-24T00:00:00.000Z')],
    ['without a publisher segment', segments(aTcString(), 0, 1)],
    ['with its segments in another order', segments(aTcString(), 0, 2, 1)],
  ])('but one %s is valid', (_what, tcf) => {
    expect(grantedIn({ tcf }, { recipient: vendor })).toEqual(spoken)
  })

  it('13 months end with the month where a day is missing', () => {
    const tcf = dated('2025-01-31T00:00:00.000Z')
    const at = (receivedAt: string) => consentOf({ tcf }, { recipient: vendor, receivedAt }).values.advertising
    expect([at('2026-02-28T23:59:59.999Z'), at('2026-03-01T00:00:00.000Z')]).toEqual(['granted', 'denied'])
  })

  it('its age counts from when the event arrived', () => {
    const at = (receivedAt: string) =>
      consentOf({ tcf: aTcString() }, { recipient: vendor, receivedAt }).values.advertising
    expect([
      at('2026-05-02T23:59:59.999Z'),
      at(monthOfMay),
      at('2027-06-03T12:00:00.000Z'),
      at('2027-06-04T00:00:00.000Z'),
    ]).toEqual(['denied', 'granted', 'granted', 'denied'])
  })

  it('not where gdprApplies is false', () => {
    const tcf = { tcString: withField(aTcString(), 'policyVersion', 2), gdprApplies: false }
    expect(saidOf({ tcf }, ['advertising'], { recipient: vendor })).toEqual({ advertising: 'unset, no_signal' })
  })
})

describe('where a TC string is found', () => {
  const text = aTcString()

  it.each<[string, Record<string, unknown>]>([
    ['context.consent.tcf.tcString', { consent: { tcf: { tcString: text, gdprApplies: true } } }],
    ['context.consent.tcf.tc_string', { consent: { tcf: { tc_string: text, gdpr_applies: 1 } } }],
    ['context.consent.tcf', { consent: { tcf: text, categoryPreferences: {} }, gdpr: 1 }],
    ['context.tcf.consentString', { tcf: { consentString: text, gdprApplies: 'true' } }],
    ['context.tcf', { tcf: text, gdpr: '1' }],
    ['context.gdpr_consent', { gdpr_consent: text, gdpr: true }],
  ])('%s', (_place, context) => {
    expect(captureSignals(context as never, undefined).tcf).toEqual({ strings: [text], gdprApplies: true })
  })

  it('in several places: the same one counts once, and of two that differ each has its say', () => {
    expect(captureSignals({ tcf: text, gdpr_consent: text }, undefined).tcf).toEqual({ strings: [text] })
    const refusal = aTcString({ purposes: [] })
    for (const context of [
      { tcf: text, gdpr_consent: refusal },
      { tcf: refusal, gdpr_consent: text },
      { tcf: { tcString: text, consentString: refusal } },
    ]) {
      expect(grantedIn(context, { recipient: vendor })).toEqual([])
    }
  })

  it('a flag without a string is no signal', () => {
    expect(captureSignals({ gdpr: 1, tcf: { gdprApplies: true }, consent: { tcf: {} } }, undefined)).toEqual({})
  })

  it('its places are taken out of the stored context', () => {
    expect([...consentKeys]).toEqual(expect.arrayContaining(['consent', 'tcf', 'gdpr_consent', 'gdpr']))
  })

  it('the sender is told what is wrong with it, without the string', () => {
    const told = (tcf: string, gdprApplies = true) =>
      consentWarnings(captureSignals({ tcf: { tcString: tcf, gdprApplies } }, undefined), aSource())
    expect(told(withField(text, 'policyVersion', 2))).toEqual([
      {
        code: 'invalid_consent',
        path: 'context.tcf',
        message: 'the TC string has a policy version below 4: read as a refusal',
      },
    ])
    expect(told('garbage').map(({ message }) => message)).toEqual([
      'the TC string cannot be decoded: read as a refusal',
    ])
    expect([told(text), told('garbage', false)]).toEqual([[], []])
  })
})

function said(parts: Partial<TcStringParts>, asked: Purpose[], overrides: Partial<ConsentInput> = {}) {
  return saidOf({ tcf: aTcString(parts) }, asked, { recipient: vendor, jurisdiction: germany, ...overrides })
}

function granted(parts: Partial<TcStringParts>) {
  return grantedIn({ tcf: aTcString(parts) }, { recipient: vendor })
}

function dated(created: string, lastUpdated = created): string {
  return aTcString({ created, lastUpdated, purposes: allPurposes })
}

function segments(tcString: string, ...indexes: number[]): string {
  return indexes.map((index) => tcString.split('.')[index]).join('.')
}

function withdrawn(chosenAt: string): { choices: LedgerChoice[] } {
  return { choices: [{ purpose: 'advertising', value: 'denied', chosenAt, recordId: 'r' }] }
}
