import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Around, consentOf, lettersOf, texas } from '../support/consent-of.ts'

/** analytics, advertising, ad_personalization, personalization, functional, sale_or_sharing. */
interface Case {
  fact: string
  sent: JsonObject[string]
  around?: Around
  expected: string
}

const accepted = { essential: true, functional: true, marketing: true, type: 'EXPLICIT' }
const declined = { essential: true, functional: false, marketing: false, type: 'EXPLICIT' }

const cases: Case[] = [
  {
    fact: 'all accepted grants function and marketing, and not the statistics nobody named',
    sent: accepted,
    expected: '.GG.G.',
  },
  { fact: 'all declined denies the statistics that live in functional, too', sent: declined, expected: 'DDDDD.' },
  { fact: 'marketing alone', sent: { marketing: true, type: 'explicit' }, expected: '.GG...' },
  {
    fact: "the source's map adds the statistics",
    sent: accepted,
    around: { source: { categoryMap: { functional: ['functional', 'analytics'] } } },
    expected: 'GGG.G.',
  },
  {
    fact: "the source's map speaks of a refusal as well",
    sent: declined,
    around: { source: { categoryMap: { functional: ['functional'] } } },
    expected: '.DD.D.',
  },
  {
    fact: 'essential says nothing (case 43)',
    sent: { essential: false, type: 'EXPLICIT' },
    around: { in: texas },
    expected: 'GGGGGG',
  },
  { fact: 'implicit is no choice (case 20)', sent: { ...accepted, type: 'IMPLICIT' }, expected: '......' },
  {
    fact: 'implicit refusals are unset where law asks first',
    sent: { ...declined, type: 'implicit' },
    expected: '......',
  },
  {
    fact: "implicit refusals where law lets pass: the platform's own no stands",
    sent: { ...declined, type: 'IMPLICIT' },
    around: { in: texas },
    expected: 'DDDDDG',
  },
  { fact: 'no type: refusals count, grants do not', sent: { functional: true, marketing: false }, expected: '.DD...' },
  {
    fact: 'the consent_status event is read',
    sent: {
      event: 'consent_status',
      type: 'EXPLICIT',
      'Service One': true,
      ucCategory: { essential: true, functional: false, marketing: true },
    },
    expected: 'DGGDD.',
  },
  {
    fact: 'null in ucCategory: some services were refused',
    sent: { type: 'EXPLICIT', ucCategory: { marketing: null } },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  {
    fact: 'the answer of getConsentDetails() is read',
    sent: {
      consent: { type: 'EXPLICIT', updatedAt: 1_790_000_000_000 },
      categories: { marketing: { state: 'ALL_ACCEPTED' }, functional: { state: 'ALL_DENIED' } },
    },
    expected: 'DGGDD.',
  },
  {
    fact: 'some services accepted is no grant of the category',
    sent: { consent: { type: 'EXPLICIT' }, categories: { marketing: { state: 'SOME_ACCEPTED' } } },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  {
    fact: 'a category that is missing is unset (case 4)',
    sent: { functional: true, type: 'EXPLICIT' },
    expected: '....G.',
  },
  {
    fact: 'a category that is missing is denied where the source says so',
    sent: { functional: true, type: 'EXPLICIT' },
    around: { source: { absentMeans: 'denied' } },
    expected: '.DD.G.',
  },
  {
    fact: 'a category nobody mapped says nothing (case 5)',
    sent: { ucCategory: { social: false }, type: 'EXPLICIT' },
    around: { in: texas },
    expected: 'GGGGGG',
  },
  ...['true', 1, 'ALL_ACCEPTED', []].map((value) => ({
    fact: `hostile: marketing ${JSON.stringify(value)} is a refusal`,
    sent: { marketing: value, type: 'EXPLICIT' },
    around: { in: texas },
    expected: 'GDDGGG',
  })),
  {
    fact: 'hostile: a state nobody knows is a refusal',
    sent: { categories: { marketing: { state: 'YES' } }, type: 'EXPLICIT' },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  ...[true, 1, ['EXPLICIT'], 'EXPLICITLY'].map((type) => ({
    fact: `hostile: type ${JSON.stringify(type)} is no choice`,
    sent: { ...accepted, type },
    expected: '......',
  })),
  ...['yes', 7, ['marketing'], { categories: 'all' }, { ucCategory: { 'jane@example.com': true } }].map((sent) => ({
    fact: `hostile: ${JSON.stringify(sent)} refuses everything it could speak of`,
    sent,
    around: { in: texas },
    expected: 'DDDDDG',
  })),
]

describe('Usercentrics', () => {
  it.each(cases)('$fact', ({ sent, around, expected }) => {
    expect(lettersOf(consentOf({ usercentrics: sent as JsonObject[string] }, around))).toBe(expected)
  })

  it('is stored without services, and with the time of the choice', () => {
    const sent = {
      consent: { type: 'EXPLICIT', updatedAt: 1_790_000_000_000 },
      categories: { marketing: { state: 'ALL_ACCEPTED' } },
      services: {},
    }
    expect(captureSignals({ usercentrics: sent }, undefined)).toEqual({
      usercentrics: { categories: { marketing: 'granted' }, chosen: true, chosenAt: '2026-09-21T14:13:20.000Z' },
    })
  })

  it('says when it does not tell whether the person chose', () => {
    const codes = (usercentrics: JsonObject) =>
      consentOf({ usercentrics }).warnings.map(({ code, path }) => [code, path])
    expect(codes({ marketing: true })).toEqual([['choice_unknown', 'context.usercentrics.type']])
    expect(codes(accepted)).toEqual([])
  })
})
