import { describe, expect, it } from 'vitest'
import type { Decision } from '../../core/decision.ts'
import { type ClickIdName, clickIdNames, type Event, type Jurisdiction } from '../../core/event.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import type { LedgerChoice, Signals } from '../../core/signals.ts'
import { type DecideInput, decide, decideFor } from '../../router/decide.ts'
import { aDestination, aPolicy, aRoute, aSnapshot, aSource, destinationId } from '../support/a-snapshot.ts'
import { anEvent, anOrder } from '../support/an-event.ts'
import { analyticsFacts, lookupOf, someFacts } from '../support/facts.ts'
import { fc } from '../support/fast-check.ts'

type CategoryValue = 'granted' | 'denied' | 'invalid'

const categoryNames = [...purposes, 'marketing', 'statistics', 'preferences', 'C0004', 'nobody-knows']
const category = fc.constantFrom<CategoryValue>('granted', 'denied', 'invalid')
const categories = fc.oneof(
  fc.dictionary(fc.constantFrom(...categoryNames), category, { noNullPrototype: true }),
  fc.constant('invalid' as const),
)
const signals = fc.record<Signals>({ categories, gpc: fc.constant(true as const) }, { requiredKeys: [] })
const choice = fc.record<LedgerChoice>({
  purpose: fc.constantFrom(...purposes),
  value: fc.constantFrom('granted', 'denied'),
  chosenAt: fc.constantFrom(
    '2026-01-01T00:00:00.000Z',
    '2026-11-24T10:00:01.000Z',
    '2026-11-24T11:00:00.000Z',
    'never',
  ),
  recordId: fc.constantFrom('r1', 'r2', 'r3'),
})
const place = fc.constantFrom<Jurisdiction>(
  { country: 'DE', region: null, source: 'geo_header' },
  { country: 'US', region: 'CA', source: 'geo_header' },
  { country: null, region: null, source: 'unknown' },
)
const absentMeans = fc.constantFrom('unset' as const, 'denied' as const)

const scene = fc.record({
  signals: fc.array(signals, { maxLength: 3 }),
  choices: fc.array(choice, { maxLength: 4 }),
  jurisdiction: place,
  absentMeans,
})
type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never

describe('decide is total', () => {
  it('never throws and always answers, whatever stands in the event and the stored signals', () => {
    const anything = fc.dictionary(fc.constantFrom(...Object.keys(anEvent())), fc.jsonValue(), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(anything, fc.array(fc.jsonValue()), fc.jsonValue(), (garbage, stored, choices) => {
        const event = { ...anEvent(), ...garbage, sourceId: anEvent().sourceId } as unknown as Event
        const input = {
          ...inputOf({ signals: [], choices: [], jurisdiction: anEvent().jurisdiction, absentMeans: 'unset' }),
          event,
        }
        const state = { choices, suppressed: false } as unknown as DecideInput['state']
        const decisions = decide({ ...input, signals: stored as unknown as Signals[], state })
        expect(decisions.map(({ destinationId }) => destinationId)).toEqual([destinationId, analyticsId])
      }),
      { numRuns: 500 },
    )
  })

  it("stops the event when a vendor's own rule throws", () => {
    const broken = someFacts({
      accepts: () => {
        throw new Error('bug')
      },
    })
    const decision = decideFor(destinationId, { ...inputOf(grantedEverywhere), facts: lookupOf(broken) })
    expect(decision).toMatchObject({ verdict: 'invalid', gate: 'accepts', reason: 'gate_failed' })
  })

  it('answers nothing for a source that is not configured', () => {
    expect(decide({ ...inputOf(grantedEverywhere), event: anEvent({ sourceId: 'gone' }) })).toEqual([])
  })
})

describe('decide is a function', () => {
  it('the same input gives the same trace, also from stored copies', () => {
    fc.assert(
      fc.property(scene, (one) => {
        expect(decide(inputOf(one))).toEqual(decide(inputOf(structuredClone(one))))
      }),
    )
  })

  it('the order of signals and choices changes nothing, not even the trace', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const turned = { ...one, signals: one.signals.toReversed(), choices: one.choices.toReversed() }
        expect(decide(inputOf(turned))).toEqual(decide(inputOf(one)))
      }),
    )
  })
})

describe('decide is monotone', () => {
  it('lowering one category never adds a destination', () => {
    fc.assert(
      fc.property(scene, fc.nat(), fc.constantFrom(...categoryNames), (one, at, name) => {
        const lowered = withSignals(one, at, (signals) => lowerCategory(signals, name))
        expectNoMore(decide(inputOf(lowered)), decide(inputOf(one)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('GPC on any of the captures never adds a destination', () => {
    fc.assert(
      fc.property(scene, fc.nat(), (one, at) => {
        const lowered = withSignals(one, at, (signals) => ({ ...signals, gpc: true }))
        expectNoMore(decide(inputOf(lowered)), decide(inputOf(one)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('a further capture of the same event never adds a destination', () => {
    fc.assert(
      fc.property(scene, signals, (one, more) => {
        if (one.signals.length === 0) return
        expectNoMore(decide(inputOf({ ...one, signals: [...one.signals, more] })), decide(inputOf(one)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('a withdrawal in the ledger never adds a destination', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...purposes), (one, purpose) => {
        const withdrawal = { purpose, value: 'denied' as const, chosenAt: '2026-11-24T11:30:00.000Z', recordId: 'w' }
        expectNoMore(decide(inputOf({ ...one, choices: [...one.choices, withdrawal] })), decide(inputOf(one)))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('closed by default', () => {
  it('garbage consent never delivers in an opt-in jurisdiction', () => {
    const garbage = fc.record<Signals>(
      {
        categories: fc.oneof(
          fc.constant('invalid' as const),
          fc.dictionary(fc.string(), fc.constantFrom<CategoryValue>('denied', 'invalid'), { noNullPrototype: true }),
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(garbage), absentMeans, (stored, absent) => {
        const one: Scene = { signals: stored, choices: [], jurisdiction: germany, absentMeans: absent }
        expect(delivered(decide(inputOf(one)))).toEqual([])
      }),
    )
  })

  it('a destination gets nothing unless a purpose of its own was granted by someone', () => {
    fc.assert(
      fc.property(scene, (one) => {
        for (const decision of decide(inputOf(one)).filter(({ verdict }) => verdict === 'deliver')) {
          const required: Purpose[] =
            decision.destinationId === analyticsId ? ['analytics'] : ['advertising', 'ad_personalization']
          expect(required.map((purpose) => decision.consent[purpose])).not.toContain('unset')
          expect(required.map((purpose) => decision.consent[purpose])).not.toContain('denied')
        }
      }),
    )
  })

  it('no trace holds an id of the person', () => {
    const ids = Object.fromEntries(clickIdNames.map((name) => [name, `planted-${name}`])) as Record<ClickIdName, string>
    const event = anOrder({
      userId: 'planted-user',
      anonymousId: 'planted-anon',
      clickIds: ids,
      properties: { note: 'planted' },
    })
    const available = {
      identity: { variants: { 'email.plain': ['planted-hash'] }, absent: {}, plain: { email: 'planted-mail' } },
      network: { ip: 'planted-ip', userAgent: 'planted-agent' },
    }
    const decisions = decide({ ...inputOf(grantedEverywhere), event, available })
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['deliver', 'deliver'])
    expect(JSON.stringify(decisions)).not.toContain('planted')
  })
})

const analyticsId = '0198c0de-0000-8000-8000-00000000c002'
const germany: Jurisdiction = { country: 'DE', region: null, source: 'geo_header' }
const grantedEverywhere: Scene = {
  signals: [{ categories: { marketing: 'granted', statistics: 'granted' } }],
  choices: [],
  jurisdiction: germany,
  absentMeans: 'unset',
}
const facts = lookupOf(someFacts(), analyticsFacts())

function inputOf({ signals, choices, jurisdiction, absentMeans }: Scene): DecideInput {
  return {
    event: anOrder({ jurisdiction }),
    signals,
    snapshot: aSnapshot({
      policy: aPolicy(),
      sources: [aSource({ absentMeans, categoryMap: { C0004: ['advertising'] } })],
      destinations: [aDestination(), aDestination({ id: analyticsId, slug: 'ga4', type: 'ga4' })],
      routes: [aRoute(), aRoute({ id: '0198c0de-0000-8000-8000-00000000d002', destinationId: analyticsId })],
    }),
    facts,
    state: { choices, suppressed: false },
    now: new Date('2026-11-24T12:00:00.000Z'),
    available: null,
  }
}

function withSignals(one: Scene, at: number, lower: (signals: Signals) => Signals): Scene {
  const index = one.signals.length === 0 ? -1 : at % one.signals.length
  return { ...one, signals: one.signals.map((signals, n) => (n === index ? lower(signals) : signals)) }
}

/** Granted → absent or denied, absent → denied. */
function lowerCategory(signals: Signals, name: string): Signals {
  if (signals.categories === 'invalid') return signals
  const { [name]: value, ...rest } = signals.categories ?? {}
  if (value === 'granted') return { ...signals, categories: rest }
  return { ...signals, categories: { ...rest, [name]: 'denied' } }
}

function expectNoMore(lowered: Decision[], before: Decision[]): void {
  const had = delivered(before)
  expect(delivered(lowered).filter((id) => !had.includes(id))).toEqual([])
}

function delivered(decisions: Decision[]): string[] {
  return decisions.filter(({ verdict }) => verdict === 'deliver').map(({ destinationId }) => destinationId)
}
