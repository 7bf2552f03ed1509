import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { choicesOfEvent } from '../../core/consent/event-choices.ts'
import { changesLedger, foldChoices, mergeSubjects } from '../../core/consent/ledger.ts'
import type { SubjectKind } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { aPolicy, aSource } from '../support/a-snapshot.ts'
import { anEvent } from '../support/an-event.ts'
import { california, consentOf, germany } from '../support/consent-of.ts'
import { fc } from '../support/fast-check.ts'

const eventAt = '2026-11-24T10:00:00.000Z'
const before = '2026-11-24T09:00:00.000Z'
const after = '2026-11-24T10:00:00.500Z'
const grants = { consent: { categoryPreferences: { marketing: true } } }

function known(overrides: Partial<LedgerChoice> = {}): LedgerChoice {
  return { purpose: 'advertising', value: 'denied', chosenAt: before, recordId: 'r1', by: 'anonymous_id', ...overrides }
}

/** Advertising of an event at ten, received a second later, by what it says and what the ledger knows. */
function advertising(context: JsonObject, choices: LedgerChoice[]): [string, string] {
  const state = mergeSubjects([{ choices, suppressed: false }], eventAt)
  const { value, reason } = consentOf(context, { choices: state.choices }).outcomes.advertising
  return [value, reason]
}

describe('a choice and an observation', () => {
  it.each<[string, JsonObject, LedgerChoice[], [string, string]]>([
    ['an undated grant cannot overturn a choice', grants, [known()], ['denied', 'consent_withdrawn']],
    [
      'an observed denial before it does not stop an event that grants itself',
      grants,
      [known({ kind: 'observed' })],
      ['granted', 'granted_by_signal'],
    ],
    [
      'an observed denial after it stops it',
      grants,
      [known({ kind: 'observed', chosenAt: after })],
      ['denied', 'consent_withdrawn'],
    ],
    [
      'an observed denial speaks for an event that says nothing',
      {},
      [known({ kind: 'observed' })],
      ['denied', 'consent_withdrawn'],
    ],
    [
      'an observed grant speaks for an event that says nothing',
      {},
      [known({ kind: 'observed', value: 'granted' })],
      ['granted', 'granted_by_ledger'],
    ],
    [
      'an observed grant never overturns a chosen denial',
      {},
      [known(), known({ kind: 'observed', value: 'granted', chosenAt: eventAt })],
      ['denied', 'consent_withdrawn'],
    ],
    [
      'a newer observation replaces an older one',
      {},
      [known({ kind: 'observed' }), known({ kind: 'observed', value: 'granted', chosenAt: eventAt })],
      ['granted', 'granted_by_ledger'],
    ],
    [
      'an observed denial newer than a chosen grant is what is known now',
      {},
      [known({ value: 'granted' }), known({ kind: 'observed', chosenAt: eventAt })],
      ['denied', 'consent_withdrawn'],
    ],
    [
      'a chosen grant newer than an observed denial is what is known now',
      {},
      [known({ kind: 'observed' }), known({ value: 'granted', chosenAt: eventAt })],
      ['granted', 'granted_by_ledger'],
    ],
    [
      'a grant made between event and receipt is none of the event (case 16)',
      {},
      [known({ value: 'granted', chosenAt: after })],
      ['unset', 'no_signal'],
    ],
    [
      'a grant confirmed after receipt does not undo the older one that let it in',
      {},
      [known({ value: 'granted', chosenAt: '2026-11-24T11:00:00.000Z' })],
      ['granted', 'granted_by_ledger'],
    ],
    [
      'a grant by e-mail address alone stands for nobody (case 34)',
      {},
      [known({ value: 'granted', by: 'email' })],
      ['unset', 'no_signal'],
    ],
    ['a denial by e-mail address binds', grants, [known({ by: 'email' })], ['denied', 'consent_withdrawn']],
  ])('%s', (_name, context, choices, outcome) => {
    expect(advertising(context, choices)).toEqual(outcome)
  })

  it('names the kind of key it was found by', () => {
    const choices = [known({ value: 'granted', by: 'order_id' })]
    expect(consentOf({}, { choices }).outcomes.advertising.sources).toEqual([
      { from: 'ledger', value: 'granted', reason: 'r1', by: 'order_id', at: expect.any(String) },
    ])
  })
})

describe('links', () => {
  const subject = (choices: LedgerChoice[], inherited: LedgerChoice[] = []) => ({
    choices,
    inherited,
    suppressed: false,
  })

  it('a denial of a linked subject binds, a tie is a denial', () => {
    const own = known({ value: 'granted' })
    expect(mergeSubjects([subject([own], [known({ by: 'user_id' })])]).choices).toEqual([known({ by: 'user_id' })])
    expect(mergeSubjects([subject([own, known({ recordId: 'r0' })])]).choices[0]?.value).toBe('denied')
  })

  it('a denial is GPC alone only while nobody it is linked to refused by themselves', () => {
    const gpc = known({ isGpc: true, chosenAt: after })
    expect(mergeSubjects([subject([gpc])]).choices).toEqual([gpc])
    expect(mergeSubjects([subject([gpc], [known({ recordId: 'r2' })])]).choices[0]?.isGpc).toBeUndefined()
    expect(mergeSubjects([subject([gpc]), subject([known({ recordId: 'r2' })])]).choices[0]?.isGpc).toBeUndefined()
  })

  it('of several subjects GPC was first seen when the last of them showed it', () => {
    const seen = (gpcSeenAt: string | null) => ({ ...subject([]), gpcSeenAt })
    expect(mergeSubjects([seen(null), seen(after), seen(before)])).toHaveProperty('gpcSeenAt', after)
    expect(mergeSubjects([seen(null)])).not.toHaveProperty('gpcSeenAt')
  })

  it('the fold does not depend on the order of arrival', () => {
    const one = fc.record({
      purpose: fc.constantFrom<LedgerChoice['purpose']>('analytics', 'advertising'),
      value: fc.constantFrom<LedgerChoice['value']>('granted', 'denied'),
      chosenAt: fc.constantFrom(before, eventAt, after),
      recordId: fc.constantFrom('r1', 'r2', 'r3'),
      kind: fc.constantFrom<'chosen' | 'observed'>('chosen', 'observed'),
      by: fc.constantFrom<SubjectKind>('anonymous_id', 'email'),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (choices) => {
        const values = (of: LedgerChoice[]) =>
          [...foldChoices(of)]
            .map(([purpose, { chosen, observed }]) => [purpose, chosen?.value, chosen?.recordId, observed?.value])
            .sort()
        expect(values(choices.toReversed())).toEqual(values(choices))
      }),
      { numRuns: 500 },
    )
  })
})

describe('what an event tells the ledger', () => {
  function told(
    context: JsonObject,
    around: { in?: { country: string; region: string | null }; gpc?: true; name?: string } = {},
  ) {
    const event = anEvent({
      type: 'track',
      name: around.name ?? 'Order Completed',
      jurisdiction: { ...(around.in ?? germany), source: 'geo_header' },
    })
    const spoken = choicesOfEvent({
      event,
      signals: captureSignals(context, around.gpc),
      policy: aPolicy(),
      source: aSource(),
    })
    return spoken.map(
      ({ kind, purpose, value, chosenAt, reason }) => `${kind} ${purpose} ${value} ${chosenAt} ${reason}`,
    )
  }

  it('undated categories are an observation at the time of the event', () => {
    expect(told({ consent: { categoryPreferences: { statistics: true, advertising: false } } })).toEqual([
      `observed analytics granted ${eventAt} categories`,
      `observed advertising denied ${eventAt} categories`,
    ])
  })

  it("Segment's preference update is a choice of its time", () => {
    const context = { consent: { categoryPreferences: { analytics: false } } }
    expect(told(context, { name: 'Segment Consent Preference Updated' })).toEqual([
      `chosen analytics denied ${eventAt} preference_updated`,
    ])
  })

  it('GPC is a choice against sale or sharing, in the US against ad personalization, too (case 11)', () => {
    expect(told({}, { gpc: true })).toEqual([`chosen sale_or_sharing denied ${eventAt} gpc`])
    expect(told({}, { gpc: true, in: california })).toEqual([
      `chosen ad_personalization denied ${eventAt} gpc`,
      `chosen sale_or_sharing denied ${eventAt} gpc`,
    ])
  })

  it('a platform that dates its choice tells a choice, clamped to receipt (case 35)', () => {
    const cookiebot = (stamp: string) => ({ cookiebot: { statistics: true, hasResponse: true, stamp, utc: stamp } })
    const lines = told(cookiebot('2027-01-01T00:00:00.000Z'))
    for (const line of lines) expect(line).not.toContain('2027')
  })

  it('what cannot be read is no knowledge of anybody', () => {
    expect(told({ consent: { categoryPreferences: { analytics: 'yes' } } })).toEqual([])
    expect(told({ consent: 'yes' })).toEqual([])
    expect(told({})).toEqual([])
  })

  it.each<[string, Partial<LedgerChoice>, LedgerChoice[], boolean]>([
    ['the first of its kind', { kind: 'observed' }, [], true],
    ['the same observation again', { kind: 'observed', chosenAt: after }, [known({ kind: 'observed' })], false],
    [
      'another observation',
      { kind: 'observed', value: 'granted', chosenAt: after },
      [known({ kind: 'observed' })],
      true,
    ],
    [
      'an older observation',
      { kind: 'observed', value: 'granted' },
      [known({ kind: 'observed', chosenAt: after })],
      false,
    ],
    ['an observation that only repeats a choice', { kind: 'observed', chosenAt: after }, [known()], false],
    ['the same choice, dated later', { chosenAt: after }, [known()], false],
    ['a later choice', { value: 'granted', chosenAt: after }, [known()], true],
    ['a denial on a tie', {}, [known({ value: 'granted' })], true],
    ['a grant on a tie', { value: 'granted' }, [known()], false],
    ['a refusal where GPC alone refused, even an older one', {}, [known({ isGpc: true, chosenAt: after })], true],
    ['GPC where the person refused already', { isGpc: true, chosenAt: after }, [known()], false],
    ['an observed refusal where GPC alone refused', { kind: 'observed' }, [known({ isGpc: true })], true],
  ])('%s', (_name, said, before, isNews) => {
    expect(changesLedger(known(said), before)).toBe(isNews)
  })
})
