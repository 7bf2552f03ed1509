import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { JsonObject } from '../../core/json.ts'
import type { LedgerChoice } from '../../core/signals.ts'
import { type Around, consentOf, lettersOf, reasonsOf, texas } from '../support/consent-of.ts'

/** analytics, advertising, ad_personalization, personalization, functional, sale_or_sharing. */
interface Case {
  fact: string
  sent: JsonObject[string]
  around?: Around
  expected: string
}

const accepted = { necessary: true, preferences: true, statistics: true, marketing: true, hasResponse: true }
const declined = { necessary: true, preferences: false, statistics: false, marketing: false, hasResponse: true }

const cases: Case[] = [
  { fact: 'all accepted grants all but the sale, of which it says nothing', sent: accepted, expected: 'GGGGG.' },
  { fact: 'all declined denies', sent: declined, expected: 'DDDDD.' },
  { fact: 'statistics are analytics', sent: { ...declined, statistics: true }, expected: 'GDDDD.' },
  {
    fact: 'marketing is advertising and its personalisation',
    sent: { ...declined, marketing: true },
    expected: 'DGGDD.',
  },
  {
    fact: 'preferences are personalisation and function',
    sent: { ...declined, preferences: true },
    expected: 'DDDGG.',
  },
  { fact: 'necessary false says nothing (case 43)', sent: { ...accepted, necessary: false }, expected: 'GGGGG.' },
  {
    fact: 'necessary alone grants nothing (case 43)',
    sent: { necessary: true, hasResponse: true },
    expected: '......',
  },
  {
    fact: 'the object of the page, categories inside',
    sent: { consent: { ...accepted, method: 'explicit', stamp: 'x' }, hasResponse: true },
    expected: 'GGGGG.',
  },
  {
    fact: 'the categories of the cookie with their method',
    sent: { necessary: true, marketing: true, method: 'explicit', stamp: 'x', ver: 1, utc: 1 },
    expected: '.GG...',
  },
  { fact: 'implied is no choice (case 20)', sent: { ...accepted, method: 'implied' }, expected: '......' },
  {
    fact: 'no response yet: unset where law asks first',
    sent: { ...declined, hasResponse: false },
    expected: '......',
  },
  {
    fact: 'no response yet and all on by default is no grant',
    sent: { ...accepted, hasResponse: false },
    expected: '......',
  },
  {
    fact: "no response yet where law lets pass: the platform's own no stands",
    sent: { ...declined, hasResponse: false },
    around: { in: texas },
    expected: 'DDDDDG',
  },
  {
    fact: 'no response yet where law lets pass: its yes adds nothing',
    sent: { ...accepted, hasResponse: false },
    around: { in: texas },
    expected: 'GGGGGG',
  },
  {
    fact: 'nobody says whether the person chose: refusals count, grants do not',
    sent: { statistics: true, marketing: false },
    expected: '.DD...',
  },
  {
    fact: 'a category that is missing is unset (case 4)',
    sent: { statistics: true, hasResponse: true },
    expected: 'G.....',
  },
  {
    fact: 'a category that is missing is denied where the source says so',
    sent: { statistics: true, hasResponse: true },
    around: { source: { absentMeans: 'denied' } },
    expected: 'GDDDD.',
  },
  {
    fact: "the source's map replaces the meaning of a name",
    sent: accepted,
    around: { source: { categoryMap: { marketing: ['advertising'] } } },
    expected: 'GG.GG.',
  },
  { fact: 'a name nobody mapped says nothing (case 5)', sent: { social: true, hasResponse: true }, expected: '......' },
  {
    fact: 'a mapped name of its own speaks',
    sent: { social: true, hasResponse: true },
    around: { source: { categoryMap: { social: ['ad_personalization'] } } },
    expected: '..G...',
  },
  ...['true', 1, null, 'granted', [], {}].map((value) => ({
    fact: `hostile: marketing ${JSON.stringify(value)} is a refusal, before any answer too`,
    sent: { statistics: true, marketing: value, hasResponse: false },
    expected: '.DD...',
  })),
  ...['true', 1].map((hasResponse) => ({
    fact: `hostile: hasResponse ${JSON.stringify(hasResponse)} is no answer`,
    sent: { ...accepted, hasResponse },
    expected: '......',
  })),
  {
    fact: 'hostile: a method nobody knows is no choice',
    sent: { ...accepted, method: ['explicit'] },
    expected: '......',
  },
  ...['yes', 7, ['marketing'], { consent: 'yes' }, { 'jane@example.com': true }].map((sent) => ({
    fact: `hostile: ${JSON.stringify(sent)} refuses everything it could speak of`,
    sent,
    around: { in: texas },
    expected: 'DDDDDG',
  })),
]

describe('Cookiebot', () => {
  it.each(cases)('$fact', ({ sent, around, expected }) => {
    expect(lettersOf(consentOf({ cookiebot: sent as JsonObject[string] }, around))).toBe(expected)
  })

  it('default grants are on record as what they are', () => {
    const { outcomes } = consentOf({ cookiebot: { ...accepted, hasResponse: false } })
    expect(outcomes.analytics.sources).toEqual([
      { from: 'cookiebot', value: 'unset', reason: 'not_chosen', basis: 'default' },
    ])
    expect(reasonsOf(consentOf({ cookiebot: declined })).advertising).toEqual(['category_denied'])
  })

  it('is stored without flags, stamp and id', () => {
    const sent = {
      consentID: 'abc',
      consentUTC: '2026-11-01T10:00:00.000Z',
      hasResponse: true,
      consent: { marketing: true, stamp: 's' },
    }
    expect(captureSignals({ cookiebot: sent }, undefined)).toEqual({
      cookiebot: { categories: { marketing: 'granted' }, chosen: true, chosenAt: '2026-11-01T10:00:00.000Z' },
    })
  })

  it('nothing at all is no signal', () => {
    expect(captureSignals({ cookiebot: null }, undefined)).toEqual({})
    expect(captureSignals({ cookiebot: { hasResponse: true } }, undefined)).toEqual({})
  })

  it('says when it does not tell whether the person chose', () => {
    const codes = (cookiebot: JsonObject) => consentOf({ cookiebot }).warnings.map(({ code, path }) => [code, path])
    expect(codes({ marketing: true })).toEqual([['choice_unknown', 'context.cookiebot.hasResponse']])
    expect(codes({ marketing: 'x', odd: true, hasResponse: true })).toEqual([
      ['invalid_category', 'context.cookiebot.marketing'],
      ['unmapped_category', 'context.cookiebot.odd'],
    ])
  })
})

describe('a dated choice and a withdrawal in the ledger', () => {
  const dated = (consentUTC: JsonObject[string]) => ({ consent: accepted, hasResponse: true, consentUTC })

  it('a later choice overturns it', () => {
    expect(advertising({ cookiebot: dated('2026-11-21T00:00:00Z') })).toBe('granted')
  })

  it('an undated signal that agrees does not stand in its way', () => {
    const categories = { consent: { categoryPreferences: { marketing: true } } }
    expect(advertising({ cookiebot: dated('2026-11-21T00:00:00Z'), ...categories })).toBe('granted')
    expect(advertising(categories)).toBe('denied')
  })

  it.each(['2026-11-19T00:00:00Z', '2026-11-20T00:00:00Z', 'yesterday', null, 1e300, {}])(
    'a choice at %j does not',
    (time) => {
      expect(advertising({ cookiebot: dated(time as JsonObject[string]) })).toBe('denied')
    },
  )

  it('a choice from the future counts as made at receipt (case 35)', () => {
    const cookiebot = dated('2099-01-01T00:00:00Z')
    expect(advertising({ cookiebot })).toBe('granted')
    expect(advertising({ cookiebot }, '2026-11-24T10:00:02.000Z')).toBe('denied')
  })

  function advertising(context: JsonObject, chosenAt = '2026-11-20T00:00:00.000Z') {
    const choices: LedgerChoice[] = [{ purpose: 'advertising', value: 'denied', chosenAt, recordId: 'r' }]
    return consentOf(context, { choices }).values.advertising
  }
})
