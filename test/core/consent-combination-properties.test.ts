import { describe, expect, it } from 'vitest'
import type { SourceConfig } from '../../core/config.ts'
import { combineConsent, type EventConsent } from '../../core/consent/combine.ts'
import { type ConsentValue, purposes } from '../../core/purpose.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { aPolicy, aSource } from '../support/a-snapshot.ts'
import { type AnySignals, anySignals } from '../support/any-platform-signals.ts'
import { california, germany, someUsState, texas, unknownCountry } from '../support/consent-of.ts'
import { fc } from '../support/fast-check.ts'
import { lowerings } from '../support/lower-signals.ts'

/** Categories, GPC, RudderStack, GPP, USP, Shopify and the consent platforms, mixed. */

const choice = fc.record<LedgerChoice>({
  purpose: fc.constantFrom(...purposes),
  value: fc.constantFrom('granted', 'denied'),
  chosenAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-11-24T08:00:00.000Z', '2026-11-24T11:00:00.000Z'),
  recordId: fc.constantFrom('r1', 'r2'),
})
const scene = fc.record({
  captures: fc.array(anySignals, { minLength: 1, maxLength: 3 }),
  choices: fc.array(choice, { maxLength: 3 }),
  place: fc.constantFrom(germany, california, texas, someUsState, unknownCountry),
  absentMeans: fc.constantFrom('unset' as const, 'denied' as const),
  categoryMap: fc.constantFrom<SourceConfig['categoryMap']>(
    {},
    { C0004: ['advertising'] },
    { marketing: ['advertising'], '4': ['analytics'] },
  ),
})
type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never

describe('signals of every kind together', () => {
  it('in any order of captures, choices and fields give the same outcome and the same record', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const turned = {
          ...one,
          captures: one.captures.toReversed().map(turnFields),
          choices: one.choices.toReversed(),
        }
        expect(consentIn(turned)).toEqual(consentIn(one))
      }),
      { numRuns: 500 },
    )
  })

  it('two captures that are wrong at one path for two reasons warn of both, in one order', () => {
    const withText = (text: string): AnySignals => ({ signals: { tcf: { strings: [text] } }, gpp: null })
    const first = withText('CQjoaAAQjoaAAAfAAAENB4FgAP_gAAAAAAYgAVAIAAAAAQAAAAAA')
    const second = withText('CQjoaAAQjoaAAAfAAAENB4FAAP_gAAAAAAYgAVAIAAAAAQAAAAAA.IAVAIAAAAAQA.YAAAAAAAAAAA')
    const rest = { choices: [], place: germany, absentMeans: 'unset' as const, categoryMap: {} }
    const messages = (captures: AnySignals[]) => consentIn({ ...rest, captures }).warnings.map(({ message }) => message)

    expect(messages([first, second])).toEqual([
      'the TC string has no disclosed vendors segment: read as a refusal',
      'the TC string is not service-specific: read as a refusal',
    ])
    expect(messages([second, first])).toEqual(messages([first, second]))
  })

  it.each(Object.keys(lowerings))('saying less by %s never raises a purpose', (kind) => {
    fc.assert(
      fc.property(scene, fc.nat(), fc.nat(1_000), (one, index, pick) => {
        const captures = one.captures.map((capture, n) =>
          n === index % one.captures.length ? (lowerings[kind]?.(capture, pick) ?? capture) : capture,
        )
        expectNoHigher(consentIn({ ...one, captures }), consentIn(one))
      }),
      { numRuns: 600 },
    )
  })

  it('a further capture of the same event never raises a purpose', () => {
    fc.assert(
      fc.property(scene, anySignals, (one, more) => {
        expectNoHigher(consentIn({ ...one, captures: [...one.captures, more] }), consentIn(one))
      }),
      { numRuns: 1_000 },
    )
  })

  it('a withdrawal in the ledger never raises a purpose', () => {
    fc.assert(
      fc.property(scene, fc.constantFrom(...purposes), (one, purpose) => {
        const withdrawal = { purpose, value: 'denied' as const, chosenAt: '2026-11-24T09:30:00.000Z', recordId: 'w' }
        expectNoHigher(consentIn({ ...one, choices: [...one.choices, withdrawal] }), consentIn(one))
      }),
      { numRuns: 500 },
    )
  })

  it('GPP alone grants nothing that was not granted without it', () => {
    fc.assert(
      fc.property(scene, (one) => {
        const without = one.captures.map(({ signals: { gpp: _gpp, ...signals } }) => ({ signals, gpp: null }))
        expectNoHigher(consentIn(one), consentIn({ ...one, captures: without }))
      }),
      { numRuns: 500 },
    )
  })
})

function consentIn({ captures, choices, place, absentMeans, categoryMap }: Scene): EventConsent {
  return combineConsent({
    signals: captures.map(({ signals }) => signals),
    choices,
    policy: aPolicy(),
    jurisdiction: { ...place, source: 'geo_header' },
    source: aSource({ absentMeans, categoryMap }),
    receivedAt: '2026-11-24T10:00:01.000Z',
  })
}

function turnFields({ signals, gpp }: AnySignals): AnySignals {
  return { signals: Object.fromEntries(Object.entries(signals).toReversed()), gpp }
}

const height: Record<ConsentValue, number> = { denied: 0, unset: 1, granted: 2 }

function expectNoHigher(lowered: EventConsent, before: EventConsent): void {
  const raised = purposes.filter((purpose) => height[lowered.values[purpose]] > height[before.values[purpose]])
  expect(raised).toEqual([])
}
