import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { Jurisdiction } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { type DecideInput, decide } from '../../router/decide.ts'
import { aDestination, aPolicy, aRoute, aSnapshot, optInRule, usRule } from '../support/a-snapshot.ts'
import {
  allPurposes,
  aTcString,
  bitAt,
  coreFields,
  type TcStringParts,
  tcfVendor,
  withBits,
} from '../support/a-tc-string.ts'
import { anOrder } from '../support/an-event.ts'
import { analyticsFacts, lookupOf, someFacts } from '../support/facts.ts'
import { fc } from '../support/fast-check.ts'
import { optOutRule } from '../support/what-consent-says.ts'

/** Random strings of the IAB's own encoder, through the whole decision for three parties, two of them listed vendors. */

const otherVendor = 7
const purposeIds = fc.subarray(allPurposes)
const vendorIds = fc.subarray([otherVendor, tcfVendor, 50])
const restriction = fc.record({
  purpose: fc.constantFrom(...allPurposes),
  type: fc.constantFrom(0, 1, 2),
  vendor: fc.constantFrom(otherVendor, tcfVendor),
})
const time = fc.constantFrom('2026-05-03', '2026-11-24', '2025-10-01', '2026-11-25')
/** Mostly consented to, so that what is lowered had something to lose. */
const parts: fc.Arbitrary<TcStringParts> = fc.record({
  purposes: fc.oneof({ weight: 3, arbitrary: fc.constant(allPurposes) }, purposeIds),
  interests: purposeIds,
  vendors: fc.oneof({ weight: 3, arbitrary: fc.constant<number[]>([otherVendor, tcfVendor]) }, vendorIds),
  disclosed: fc.oneof({ weight: 3, arbitrary: fc.constant<number[]>([otherVendor, tcfVendor]) }, vendorIds),
  restrictions: fc.array(restriction, { maxLength: 2 }),
  purposeOneTreatment: fc.boolean(),
  publisherCountry: fc.constantFrom('DE', 'FR'),
  created: fc.constant('2026-05-03'),
  lastUpdated: fc.oneof({ weight: 4, arbitrary: fc.constant('2026-05-03') }, time),
})
const scene = fc.record({
  parts,
  flag: fc.constantFrom({}, { gdprApplies: true }, { gdprApplies: false }),
  others: fc.constantFrom<JsonObject>(
    {},
    { consent: { categoryPreferences: { marketing: true } } },
    { consent: { categoryPreferences: { statistics: true, advertising: false } } },
    { gcd: '11v1v1v1v5' },
    { gcd: '11t1t1t1t5', gcs: 'G111' },
  ),
  gpc: fc.constantFrom(undefined, true as const),
  choices: fc.array(
    fc.record<LedgerChoice>({
      purpose: fc.constantFrom('analytics', 'advertising', 'ad_personalization'),
      value: fc.constantFrom('granted', 'denied'),
      chosenAt: fc.constantFrom('2026-05-02T00:00:00.000Z', '2026-05-03T12:00:00.000Z', '2026-11-24T11:00:00.000Z'),
      recordId: fc.constantFrom('r1', 'r2'),
    }),
    { maxLength: 2 },
  ),
  jurisdiction: fc.constantFrom<Jurisdiction>(
    { country: 'DE', region: null, source: 'geo_header' },
    { country: 'US', region: 'CA', source: 'geo_header' },
    { country: 'NZ', region: null, source: 'geo_header' },
    { country: null, region: null, source: 'unknown' },
  ),
})
type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never

describe('a TC string in the decision', () => {
  it.each(['purposes', 'vendors', 'disclosed'] as const)(
    'one no in place of a yes among its %s never adds a destination',
    (list) => {
      fc.assert(
        fc.property(scene, fc.nat(), (one, at) => {
          const kept = one.parts[list].filter((_id, index) => index !== at % Math.max(1, one.parts[list].length))
          expectNoMore({ ...one, parts: { ...one.parts, [list]: kept } }, one)
        }),
        { numRuns: 400 },
      )
    },
  )

  it('one bit of consent turned off in the encoded text never adds a destination', () => {
    const bit = fc.constantFrom(...allPurposes.map((id) => coreFields.purposeConsents[0] + id - 1))
    fc.assert(
      fc.property(scene, bit, (one, at) => {
        const text = aTcString(one.parts)
        if (bitAt(text, at) === '0') return
        expectNoMore(one, one, withBits(text, at, '0'))
      }),
      { numRuns: 400 },
    )
  })

  it('a further restriction never adds a destination', () => {
    fc.assert(
      fc.property(scene, restriction, (one, more) => {
        const restrictions = [...one.parts.restrictions, more]
        expectNoMore({ ...one, parts: { ...one.parts, restrictions } }, one)
      }),
      { numRuns: 400 },
    )
  })

  it('legitimate interest changes nothing at all', () => {
    fc.assert(
      fc.property(scene, purposeIds, (one, interests) => {
        expect(decided({ ...one, parts: { ...one.parts, interests } })).toEqual(decided(one))
      }),
      { numRuns: 150 },
    )
  })

  it('a withdrawal never adds a destination', () => {
    const at = fc.constantFrom('2026-05-03T00:00:00.000Z', '2026-11-24T11:30:00.000Z')
    fc.assert(
      fc.property(scene, at, (one, chosenAt) => {
        const withdrawal: LedgerChoice = { purpose: 'advertising', value: 'denied', chosenAt, recordId: 'w' }
        expectNoMore({ ...one, choices: [...one.choices, withdrawal] }, one)
      }),
      { numRuns: 400 },
    )
  })

  it('never adds a party that is no listed vendor', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const [withString, withoutIt] = [deliveredTo(one), deliveredTo(one, null)]
        expect(withString.filter((type) => type === 'webhook' && !withoutIt.includes(type))).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('is decided alike from a stored copy and with the event repeated', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const input = inputOf(one, aTcString(one.parts))
        const stored = JSON.parse(JSON.stringify(input.signals))
        expect(decide({ ...input, signals: stored })).toEqual(decide(input))
        expect(verdicts(decide({ ...input, signals: [...stored, ...stored] }))).toEqual(verdicts(decide(input)))
      }),
      { numRuns: 150 },
    )
  })

  it('reaches a listed vendor alone, so that none of this holds for nothing', () => {
    const one: Scene = { parts: aScene, flag: {}, others: {}, gpc: undefined, choices: [], jurisdiction: germany }
    expect(deliveredTo(one)).toEqual(['meta', 'ga4'])
    expect(deliveredTo({ ...one, others: { consent: { categoryPreferences: { marketing: true } } } })).toEqual([
      'meta',
      'ga4',
      'webhook',
    ])
  })
})

const germany: Jurisdiction = { country: 'DE', region: null, source: 'geo_header' }
const aScene: TcStringParts = {
  purposes: allPurposes,
  interests: [],
  vendors: [otherVendor, tcfVendor],
  disclosed: [otherVendor, tcfVendor],
  restrictions: [],
  purposeOneTreatment: false,
  publisherCountry: 'DE',
  created: '2026-05-03',
  lastUpdated: '2026-05-03',
}
const types = ['meta', 'ga4', 'webhook'] as const
const idOf = (index: number) => `0198c0de-0000-8000-8000-00000000c10${index}`
const snapshot = aSnapshot({
  policy: aPolicy({ rules: [optInRule, usRule, optOutRule] }),
  destinations: types.map((type, index) => aDestination({ id: idOf(index), slug: type, type })),
  routes: types.map((_type, index) =>
    aRoute({ id: `0198c0de-0000-8000-8000-00000000d10${index}`, destinationId: idOf(index) }),
  ),
})
const facts = lookupOf(
  someFacts({ iabVendorId: tcfVendor }),
  analyticsFacts({ iabVendorId: otherVendor, tcfPurposes: { analytics: [9] } }),
  someFacts({ type: 'webhook', title: 'Webhook' }),
)

function inputOf({ flag, others, gpc, choices, jurisdiction }: Scene, text: string | null): DecideInput {
  const context = text === null ? others : { ...others, tcf: { tcString: text, ...flag } }
  return {
    event: anOrder({ jurisdiction }),
    signals: [captureSignals(context, gpc)],
    snapshot,
    facts,
    state: { choices, suppressed: false },
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
  }
}

function decided(one: Scene, text: string | null = aTcString(one.parts)) {
  return decide(inputOf(one, text))
}

function verdicts(decisions: ReturnType<typeof decide>) {
  return decisions.map(({ destinationId, verdict }) => [destinationId, verdict])
}

function deliveredTo(one: Scene, text?: string | null): string[] {
  const ids = decided(one, text).flatMap(({ destinationId, verdict }) => (verdict === 'deliver' ? [destinationId] : []))
  return types.filter((_type, index) => ids.includes(idOf(index)))
}

function expectNoMore(lowered: Scene, before: Scene, text?: string): void {
  const had = deliveredTo(before)
  expect(deliveredTo(lowered, text).filter((type) => !had.includes(type))).toEqual([])
}
