import type { Policy, PolicyRule, SourceConfig } from '../../core/config.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import type { LedgerChoice, Signals } from '../../core/signals.ts'
import type { DecideInput } from '../../router/decide.ts'
import { factsLookup } from '../../router/facts.ts'
import { aDestination, aPolicy, aSnapshot, aSource, optInRule, usRule } from '../support/a-snapshot.ts'
import { allPurposes, aTcString, tcfVendor, withField, without } from '../support/a-tc-string.ts'
import { aCommerce, anOrder, aProduct } from '../support/an-event.ts'
import { type AnySignals, anySignals } from '../support/any-platform-signals.ts'
import { someFacts } from '../support/facts.ts'
import { fc } from '../support/fast-check.ts'
import type { OracleCase } from './judge.ts'

/** One event of one person, for both evaluators. */
export interface Scene {
  captures: AnySignals[]
  choices: LedgerChoice[]
  place: { country: string | null; region: string | null }
  policy: Policy
  source: { categoryMap: Record<string, Purpose[]>; absentMeans: 'unset' | 'denied'; audience?: 'children' }
  /** Purposes the source holds for; empty = off. */
  hold: Purpose[]
  facts: OracleCase['facts']
  added: Purpose[]
  anyOf: Purpose[]
  isNecessary: boolean
  /** Of the only product. */
  category: string | null
}

export const marked = 'Health'
const receivedAt = '2026-11-24T10:00:01.000Z'

const tcStrings = [
  aTcString(),
  aTcString({ purposes: without(2) }),
  aTcString({ purposes: without(8, 9), interests: [7, 8, 9] }),
  aTcString({ purposes: without(4), interests: [4] }),
  aTcString({ purposes: without(1), purposeOneTreatment: true, publisherCountry: 'DE' }),
  aTcString({ vendors: [7] }),
  aTcString({ disclosed: [7] }),
  aTcString({ created: '2025-09-01T00:00:00.000Z', lastUpdated: '2025-09-01T00:00:00.000Z' }),
  aTcString({ created: '2026-12-01T00:00:00.000Z', lastUpdated: '2026-12-01T00:00:00.000Z' }),
  aTcString({ restrictions: [{ purpose: 7, type: 0, vendor: tcfVendor }] }),
  aTcString({ restrictions: [{ purpose: 8, type: 2, vendor: tcfVendor }], interests: [8] }),
  withField(aTcString(), 'policyVersion', 3),
  withField(aTcString(), 'isServiceSpecific', 0),
  aTcString().split('.')[0] ?? '',
  aTcString({ purposes: allPurposes, vendors: [] }),
  'invalid',
]

const tcf = fc.record<NonNullable<Signals['tcf']>>(
  { strings: fc.subarray(tcStrings, { minLength: 1, maxLength: 1 }), gdprApplies: fc.boolean() },
  { requiredKeys: ['strings'] },
)
const modeValue = fc.constantFrom('granted' as const, 'granted' as const, 'denied' as const, 'invalid' as const)
const consentMode = fc.record<NonNullable<Signals['consentMode']>>(
  {
    fields: fc.record(
      {
        ad_storage: modeValue,
        analytics_storage: modeValue,
        ad_user_data: modeValue,
        ad_personalization: modeValue,
        functionality_storage: modeValue,
        personalization_storage: modeValue,
      },
      { requiredKeys: [] },
    ),
    gcs: fc.constantFrom('G100', 'G110', 'G101', 'G111', 'G1--', 'invalid'),
    gcd: fc
      .tuple(...[1, 2, 3, 4].map(() => fc.constantFrom(...'lpqrtuvmn')))
      .map((letters) => `11${letters.map((letter) => `${letter}1`).join('')}`),
  },
  { requiredKeys: [] },
)
const subject = fc.record<NonNullable<Signals['subject']>>(
  { minor: fc.constantFrom('yes' as const, 'doubtful' as const), sensitiveProducts: fc.constant(true as const) },
  { requiredKeys: ['minor'] },
)

/** Each kind seldom: with all at once everything is a denial. */
const capture: fc.Arbitrary<AnySignals> = fc
  .tuple(
    anySignals,
    fc.record({
      tcf: fc.option(tcf, { freq: 2 }),
      consentMode: fc.option(consentMode, { freq: 2 }),
      subject: fc.option(subject, { freq: 1 }),
      kept: fc.array(fc.nat(12), { maxLength: 4 }),
      hasGpp: fc.boolean(),
      noSubject: fc.boolean(),
    }),
  )
  .map(([{ signals, gpp }, more]) => {
    const extra = { ...(more.tcf && { tcf: more.tcf }), ...(more.consentMode && { consentMode: more.consentMode }) }
    const sensitive = more.subject && !more.noSubject ? { subject: more.subject } : {}
    const { gpp: text, ...rest } = signals
    const entries = Object.entries({ ...rest, ...extra })
    const some = Object.fromEntries(entries.filter((_entry, index) => more.kept.includes(index)))
    const withGpp = more.hasGpp && text !== undefined
    return { signals: { ...some, ...(withGpp ? { gpp: text } : {}), ...sensitive }, gpp: withGpp ? gpp : null }
  })

const choice = fc.record<LedgerChoice>({
  purpose: fc.constantFrom(...purposes),
  value: fc.constantFrom('granted', 'granted', 'denied'),
  chosenAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-11-24T08:00:00.000Z', '2026-11-24T11:00:00.000Z'),
  recordId: fc.constantFrom('r1', 'r2'),
})

const euWithInterest: PolicyRule = { ...optInRule, analyticsInterest: 'statistics 2026' }
const ukExempt: PolicyRule = { ...optInRule, defaultGrants: ['analytics'] }
const usWithout: PolicyRule = { ...usRule, defaultGrants: ['analytics'] }
const californiaFirst: PolicyRule = { countries: ['US'], regions: ['CA'], regime: 'opt_in', defaultGrants: [] }
const policy = fc
  .record(
    {
      rules: fc.constantFrom<PolicyRule[]>(
        [optInRule, usRule],
        [optInRule, usRule],
        [euWithInterest, usRule],
        [ukExempt, usWithout],
        [californiaFirst, optInRule, usRule],
        [{ ...optInRule, countries: ['*'] }],
        [
          { ...optInRule, gpc: 'all_ads' },
          { ...californiaFirst, regime: 'opt_out', defaultGrants: usRule.defaultGrants, gpc: 'until_chosen' },
          usRule,
        ],
        [
          { ...optInRule, gpc: 'until_chosen' },
          { ...usRule, gpc: 'all_ads' },
        ],
      ),
      gpcOverride: fc.boolean(),
      limitedOnOptOut: fc.boolean(),
      alwaysLimited: fc.boolean(),
      isAdopted: fc.constantFrom(true, true, true, true, true, true, true, false),
    },
    { requiredKeys: ['rules', 'isAdopted'] },
  )
  .map(({ isAdopted, ...fields }) => aPolicy({ ...fields, ...(isAdopted ? {} : { adoptedBy: null, adoptedAt: null }) }))

const facts = fc.constantFrom<OracleCase['facts']>(
  { purposes: ['advertising', 'ad_personalization'], sellsOrShares: true },
  { purposes: ['advertising', 'ad_personalization'], sellsOrShares: true, limitedStates: metaLike() },
  { purposes: ['advertising', 'ad_personalization'], sellsOrShares: true, iabVendorId: tcfVendor },
  {
    purposes: ['advertising'],
    sellsOrShares: true,
    iabVendorId: tcfVendor,
    limitedStates: metaLike(),
    limitedWithout: ['ad_personalization'],
  },
  { purposes: ['analytics'], sellsOrShares: false, limitedWithout: ['advertising', 'ad_personalization'] },
  { purposes: ['analytics'], sellsOrShares: false, iabVendorId: tcfVendor, tcfPurposes: { analytics: [8] } },
  { purposes: ['functional', 'personalization'], sellsOrShares: false },
  { purposes: [], sellsOrShares: false },
)

function metaLike() {
  return { states: ['CA', 'CT'], asOf: '2026-11-24' }
}

export const anyScene: fc.Arbitrary<Scene> = fc.record({
  captures: fc.array(capture, { minLength: 1, maxLength: 2 }),
  choices: fc.array(choice, { maxLength: 3 }),
  place: fc.constantFrom(
    { country: 'DE', region: null },
    { country: 'US', region: 'CA' },
    { country: 'US', region: 'CA' },
    { country: 'US', region: 'TX' },
    { country: 'US', region: null },
    { country: null, region: null },
    { country: 'JP', region: null },
  ),
  policy,
  source: fc.record<Scene['source']>(
    {
      absentMeans: fc.constantFrom('unset', 'unset', 'denied'),
      categoryMap: fc.constantFrom<Record<string, Purpose[]>>(
        {},
        {},
        { C0004: ['advertising'] },
        { marketing: ['advertising'], '4': ['analytics'] },
        { functional: ['functional', 'analytics'] },
      ),
    },
    { requiredKeys: ['absentMeans', 'categoryMap'] },
  ),
  hold: fc.constantFrom<Purpose[]>([], ['analytics'], ['advertising', 'ad_personalization'], [...purposes]),
  facts,
  added: fc.constantFrom<Purpose[]>([], [], ['personalization'], ['sale_or_sharing']),
  anyOf: fc.constantFrom<Purpose[]>([], [], ['functional', 'analytics']),
  isNecessary: fc.constantFrom(false, false, false, false, true),
  category: fc.constantFrom(null, null, null, 'Garden', 'health > Tests'),
})

export function toOracleCase(scene: Scene): OracleCase {
  const { captures, choices, policy, place, source, hold, facts, added, anyOf, isNecessary, category } = scene
  return {
    captures: captures.map(({ signals }) => signals),
    ...{ choices, policy, place, source, receivedAt, facts },
    destination: { purposes: added, anyOf, isNecessary },
    ...(hold.length === 0 ? {} : { hold }),
    isSensitive:
      category?.startsWith('health') === true || captures.some(({ signals }) => signals.subject !== undefined),
  }
}

export function toDecideInput(scene: Scene): DecideInput {
  const { captures, choices, policy, place, source, hold, facts, added, anyOf, isNecessary, category } = scene
  const destination = aDestination({
    purposes: added,
    ...(anyOf.length === 0 ? {} : { anyOf }),
    ...(isNecessary ? { necessary: { purpose: 'to ship the order', recipient: 'the carrier' } } : {}),
  })
  return {
    event: anOrder({
      jurisdiction: { ...place, source: 'geo_header' },
      receivedAt,
      commerce: aCommerce({ products: [aProduct({ category })] }),
    }),
    signals: captures.map(({ signals }) => signals),
    snapshot: aSnapshot({
      policy,
      sources: [aSource({ ...source, sensitiveCategories: [marked], ...holdFor(hold) })],
      destinations: [destination],
    }),
    facts: factsLookup([someFacts(facts)]),
    state: { choices, suppressed: false },
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
    mayHold: true,
  }
}

function holdFor(purposes: Purpose[]): Pick<SourceConfig, 'holdForConsent'> {
  if (purposes.length === 0) return {}
  return { holdForConsent: { purposes, minutes: 30, reason: 'the banner is shown on every page' } }
}
