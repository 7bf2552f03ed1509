import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consentClause } from '../../core/explain/consent-clauses.ts'
import { reasonClause } from '../../core/explain/gate-sentences.ts'
import { sentencesOf } from '../../core/explain/sentences.ts'
import type { SubjectState } from '../../core/signals.ts'
import { destinations } from '../../destinations/registry.ts'
import { decide } from '../../router/decide.ts'
import { factsLookup } from '../../router/facts.ts'
import { aDestination, aSnapshot } from '../support/a-snapshot.ts'
import { aTcString, without } from '../support/a-tc-string.ts'
import { anEvent } from '../support/an-event.ts'

const root = join(import.meta.dirname, '../..')

/** Every code written down in the router and in core/consent, templates with a digit or a name in place. */
function codesIn(folder: string): string[] {
  const texts = globSync(`${folder}/**/*.ts`, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))
  const found = texts.flatMap((text) => [
    ...matches(text, /reason: '([a-z_]+)'/g),
    ...matches(text, /stop\('[a-z]+', '([a-z_]+)'/g),
    ...matches(text, /(?:rule|problemRule)\(\s*'([a-z_]+)'/g),
    ...matches(text, /return '((?:tcf|gpp|usp|consent|granted|no)_[a-z_]+)'/g),
    ...matches(text, /\? '(revoked|consent_withdrawn)' :/g),
    ...matches(text, /: '(revoked|consent_withdrawn)'$/gm),
    ...matches(text, /(?:reason:|return|\?) `(tcf_[^`]+)`/g),
    ...matches(text, /reason: `([^`]+)`/g).filter((code) => !code.startsWith('rule_')),
  ])
  return [
    ...new Set(found.map((code) => code.replace(/\$\{(?:refused|id)\}/, '4').replace(/\$\{denied\}/, 'ad_storage'))),
  ]
}

function matches(text: string, form: RegExp): string[] {
  return [...text.matchAll(form)].map((match) => match[1] as string)
}

const facts = factsLookup(destinations)

function explained(signals: object, state: Partial<SubjectState> = {}): string[] {
  const seen = [signals] as never
  const [decision] = decide({
    event: anEvent({ occurredAt: '2026-06-01T10:00:00.000Z', receivedAt: '2026-06-01T10:00:01.000Z' }),
    signals: seen,
    snapshot: aSnapshot({ destinations: [aDestination({ settings: { pixelId: '1234567890' } })] }),
    facts,
    state: { choices: [], suppressed: false, ...state },
    now: new Date('2026-06-01T10:00:01.000Z'),
    available: null,
  })
  if (decision === undefined) throw new Error('no decision')
  return sentencesOf({ title: 'Meta', decision, trace: decision.trace, signals: seen })
}

describe('in plain words', () => {
  const codes = [...codesIn('router'), ...codesIn('core/consent')]

  it('there are as many reason codes as we think', () => {
    expect(codes.length).toBeGreaterThan(45)
    for (const code of ['gpc', 'tcf_expired', 'revoked', 'sampled_out', 'tcf_purpose_4_refused', 'ad_storage_denied']) {
      expect([...codes, 'gpc', 'revoked']).toContain(code)
    }
  })

  it.each(codes)('%s has a sentence', (code) => {
    expect(consentClause(code, 'x') ?? reasonClause(code)).not.toBeNull()
  })

  it('a TCF string is named with its day and the purpose it refused', () => {
    const string = aTcString({ purposes: without(4) })
    expect(explained({ tcf: { strings: [string] } })[0]).toContain('the TCF string of 3 May 2026, purpose 4')
  })

  it('a silent person in an opt-in country', () => {
    expect(explained({})[0]).toBe(
      'Meta did not get this event: advertising was neither granted nor refused, and the law of this place needs a yes; ' +
        'ad personalization was neither granted nor refused, and the law of this place needs a yes.',
    )
  })

  it('a refusal and a grant side by side', () => {
    const said = explained({ categories: { advertising: 'granted', ad_personalization: 'denied' } })
    expect(said[0]).toBe(
      'Meta did not get this event: ad personalization was denied by the consent categories sent with the event.',
    )
    expect(said).toContain('Advertising was granted by the consent categories sent with the event.')
    expect(said).toContain('It is switched on.')
  })

  it('a recorded choice is told with its day, a withdrawal too', () => {
    const choice = (value: 'granted' | 'denied', chosenAt: string) => ({
      choices: (['advertising', 'ad_personalization'] as const).map((purpose) => {
        return { purpose, value, chosenAt, recordId: 'r1', kind: 'chosen' as const }
      }),
    })
    expect(explained({}, choice('granted', '2026-05-03T09:00:00.000Z'))).toContain(
      'Advertising was granted by the person’s recorded choice of 3 May 2026.',
    )
    const marketing = { categories: { marketing: 'granted' } }
    expect(explained(marketing, choice('denied', '2026-05-04T09:00:00.000Z'))[0]).toContain(
      'advertising had been withdrawn by the person on 4 May 2026',
    )
    expect(explained(marketing, choice('denied', '2026-06-02T09:00:00.000Z'))[0]).toContain(
      'was withdrawn by the person after the event arrived, on 2 June 2026',
    )
    expect(explained(marketing, choice('denied', 'no time'))[0]).toContain('withdrawn')
  })

  it('a suppressed person, and one who may be told of', () => {
    expect(explained({}, { suppressed: true })[0]).toBe(
      'Meta did not get this event: nothing may be sent about this person.',
    )
    expect(explained({ categories: { marketing: 'granted' } })[0]).toBe('Meta may get this event.')
  })
})
