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

const map = { C0002: ['analytics' as const], C0004: ['advertising' as const, 'ad_personalization' as const] }
const mapped: Around = { source: { categoryMap: map } }

const cases: Case[] = [
  { fact: 'an allowed id grants what it maps to', sent: lists(['marketing']), expected: '.GG...' },
  { fact: 'a denied id denies what it maps to', sent: lists([], ['marketing']), expected: '.DD...' },
  {
    fact: 'ids of a platform speak by the map of the source',
    sent: lists(['C0002'], ['C0004']),
    around: mapped,
    expected: 'GDD...',
  },
  {
    fact: 'an id that is allowed and denied is denied (case 7)',
    sent: lists(['C0004'], ['C0004']),
    around: mapped,
    expected: '.DD...',
  },
  {
    fact: 'of two ids for one purpose the denied one counts (case 6)',
    sent: lists(['advertising'], ['marketing']),
    expected: '.DD...',
  },
  { fact: 'an id in neither list is unset (case 4)', sent: lists(['C0002'], []), around: mapped, expected: 'G.....' },
  {
    fact: 'an id in neither list is denied where the source says so',
    sent: lists(['C0002'], []),
    around: { source: { categoryMap: map, absentMeans: 'denied' } },
    expected: 'GDDDDD',
  },
  {
    fact: 'an unmapped id says nothing (case 5)',
    sent: lists(['some-id'], ['other-id']),
    around: { in: texas },
    expected: 'GGGGGG',
  },
  { fact: 'empty lists are unset', sent: lists([], []), expected: '......' },
  { fact: 'an object without lists is no signal', sent: { provider: 'oneTrust' }, expected: '......' },
  {
    fact: 'a lone denied list is enough',
    sent: { deniedConsentIds: ['statistics'] },
    around: { in: texas },
    expected: 'DGGGGG',
  },
  {
    fact: 'a lone allowed list is read, which the peer does not',
    sent: { allowedConsentIds: ['statistics'] },
    expected: 'G.....',
  },
  {
    fact: "the event's own `or` does not weaken a denial (case 41)",
    sent: { ...lists(['advertising'], ['marketing']), resolutionStrategy: 'or', provider: 'custom' },
    expected: '.DD...',
  },
  ...[
    { what: 'a text in place of the object', sent: 'C0004' },
    { what: 'null in place of the object', sent: null },
    { what: 'a list in place of the object', sent: ['C0004'] },
    { what: 'a text in place of a list', sent: { allowedConsentIds: 'marketing' } },
    { what: 'null in place of a list', sent: { allowedConsentIds: ['marketing'], deniedConsentIds: null } },
    { what: 'an object in place of a list', sent: { allowedConsentIds: { marketing: 'Marketing' } } },
    { what: 'a number among ids', sent: { allowedConsentIds: ['marketing', 1] } },
    { what: 'a list among ids', sent: { allowedConsentIds: [['marketing']] } },
    { what: 'an address as id', sent: { allowedConsentIds: ['marketing', 'jane@example.com'] } },
    { what: 'more than 100 ids', sent: { allowedConsentIds: Array.from({ length: 101 }, (_, n) => `c${n}`) } },
    { what: 'an id of 10,000 letters', sent: { allowedConsentIds: ['x'.repeat(10_000)] } },
  ].map(({ what, sent }) => ({
    fact: `hostile: ${what} refuses everything, in the US too`,
    sent,
    around: { in: texas },
    expected: 'DDDDDD',
  })),
]

describe('RudderStack consentManagement', () => {
  it.each(cases)('$fact', ({ sent, around, expected }) => {
    expect(lettersOf(consentOf({ consentManagement: sent as JsonObject[string] }, around))).toBe(expected)
  })

  it('is stored as two sorted lists without what the sender wanted of us', () => {
    const sent = { ...lists(['b', 'a', 'b'], ['c']), provider: 'x', resolutionStrategy: 'or' }
    expect(captureSignals({ consentManagement: sent }, undefined)).toEqual({
      rudderstack: { allowed: ['a', 'b'], denied: ['c'] },
    })
  })

  it('stores no id that could be an address', () => {
    const captured = captureSignals({ consentManagement: lists(['jane@example.com']) }, undefined)
    expect(captured).toEqual({ rudderstack: 'invalid' })
  })

  it('an id named like a property of every object is an id like others', () => {
    const consent = consentOf({ consentManagement: lists(['constructor', 'hasOwnProperty'], ['marketing']) })
    expect(lettersOf(consent)).toBe('.DD...')
  })

  it('names unmapped ids and unreadable lists', () => {
    const codes = (sent: JsonObject) =>
      consentOf({ consentManagement: sent }).warnings.map(({ code, path }) => [code, path])
    expect(codes(lists(['odd', 'marketing']))).toEqual([['unmapped_category', 'context.consentManagement.odd']])
    expect(codes({ allowedConsentIds: 1 })).toEqual([['invalid_consent', 'context.consentManagement']])
  })

  it('cannot overturn a withdrawal: it tells no time', () => {
    const choices = [
      { purpose: 'advertising' as const, value: 'denied' as const, chosenAt: '2020-01-01T00:00:00Z', recordId: 'r' },
    ]
    expect(consentOf({ consentManagement: lists(['marketing']) }, { choices }).outcomes.advertising.reason).toBe(
      'consent_withdrawn',
    )
  })
})

function lists(allowedConsentIds: string[], deniedConsentIds: string[] = []) {
  return { allowedConsentIds, deniedConsentIds }
}
