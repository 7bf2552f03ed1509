import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Around, consentOf, lettersOf, texas } from '../support/consent-of.ts'

/** analytics, advertising, ad_personalization, personalization, functional, sale_or_sharing. */
interface Case {
  fact: string
  groups: JsonObject[string]
  /** Of `context.onetrust`, beside the groups; closed unless told otherwise. */
  beside?: JsonObject
  around?: Around
  expected: string
}

const renamed: Around = {
  source: {
    categoryMap: {
      '2': ['analytics'],
      '3': ['functional', 'personalization'],
      '4': ['advertising', 'ad_personalization'],
    },
  },
}

const cases: Case[] = [
  { fact: 'all groups active', groups: ',C0001,C0002,C0003,C0004,C0005,', expected: 'GGGGG.' },
  { fact: 'only the necessary: the others were refused', groups: ',C0001,', expected: 'DDDDD.' },
  { fact: 'C0002 is analytics', groups: ',C0001,C0002,', expected: 'GDDDD.' },
  { fact: 'C0003 is personalisation and function', groups: ',C0001,C0003,', expected: 'DDDGG.' },
  { fact: 'C0004 is advertising and its personalisation', groups: ',C0001,C0004,', expected: 'DGGDD.' },
  { fact: 'C0005, social, grants no ads', groups: ',C0001,C0005,', expected: 'DDDDD.' },
  { fact: 'a list without a group refuses all', groups: ',', expected: 'DDDDD.' },
  { fact: 'blanks and missing commas do not matter', groups: ' C0001, C0002 ', expected: 'GDDDD.' },
  { fact: 'the form of the cookie, with 1 and 0', groups: 'C0001:1,C0002:1,C0003:0,C0004:0', expected: 'GDDDD.' },
  { fact: 'a group that is on and off is off (case 7)', groups: 'C0004:1,C0004:0,C0004', expected: 'DDDDD.' },
  { fact: 'the banner is open: unset', groups: ',C0001,', beside: { IsAlertBoxClosed: false }, expected: '......' },
  {
    fact: 'the banner is open and all is on by default: no grant (case 20)',
    groups: ',C0001,C0002,C0004,',
    beside: { IsAlertBoxClosed: false },
    expected: '......',
  },
  {
    fact: "the banner is open where law lets pass: the platform's own no stands",
    groups: ',C0001,C0002,C0003,',
    beside: { IsAlertBoxClosed: false },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  {
    fact: 'implied consent is no choice',
    groups: ',C0001,C0002,C0004,',
    beside: { IsAlertBoxClosed: true, model: 'Implied consent' },
    expected: '......',
  },
  {
    fact: 'notice only is no choice',
    groups: ',C0001,C0004,',
    beside: { IsAlertBoxClosed: true, consentModel: 'Notice Only' },
    expected: '......',
  },
  {
    fact: 'opt-in is one',
    groups: ',C0001,C0004,',
    beside: { IsAlertBoxClosed: true, model: 'opt-in' },
    expected: 'DGGDD.',
  },
  {
    fact: 'the time the banner was closed tells that it was',
    groups: ',C0001,C0004,',
    beside: { IsAlertBoxClosed: null, OptanonAlertBoxClosed: '2026-11-01T10:00:00.000Z' },
    expected: 'DGGDD.',
  },
  {
    fact: 'nobody says whether the banner was closed: refusals count, grants do not',
    groups: ',C0001,C0004,',
    beside: { IsAlertBoxClosed: null },
    expected: 'D..DD.',
  },
  { fact: 'renamed groups speak by the map of the source', groups: ',1,2,', around: renamed, expected: 'GDDDD.' },
  { fact: 'all renamed groups active', groups: ',1,2,3,4,', around: renamed, expected: 'GGGGG.' },
  {
    fact: "an entry of the map replaces OneTrust's own meaning",
    groups: ',C0001,C0004,',
    around: { source: { categoryMap: { C0004: ['advertising'] } } },
    expected: 'DG.DD.',
  },
  {
    fact: 'a mapped group that is missing was refused, though another one grants',
    groups: ',C0001,C0004,',
    around: { source: { categoryMap: { C0005: ['advertising'] } } },
    expected: 'DDGDD.',
  },
  { fact: "groups of the shop's own that nobody mapped grant nothing", groups: ',1,2,3,4,', expected: 'DDDDD.' },
  {
    fact: 'words of other platforms in the map are no groups',
    groups: ',C0001,C0004,',
    around: { source: { categoryMap: { marketing: ['advertising'] } } },
    expected: 'DGGDD.',
  },
  { fact: 'an empty text is no signal', groups: '', expected: '......' },
  ...['true', 1, 'closed', {}].map((IsAlertBoxClosed) => ({
    fact: `hostile: IsAlertBoxClosed ${JSON.stringify(IsAlertBoxClosed)} is no choice`,
    groups: ',C0001,C0004,',
    beside: { IsAlertBoxClosed } as JsonObject,
    expected: '......',
  })),
  ...[
    ['C0004'],
    { C0004: true },
    4,
    true,
    'C0004:true',
    'C0004:2',
    'jane@example.com',
    ',C0001,<script>,',
    'x'.repeat(2_001),
    ','.concat('a,'.repeat(150)),
    ',C0004\u0000,',
  ].map((groups) => ({
    fact: `hostile: the groups ${JSON.stringify(groups).slice(0, 30)} refuse everything they could speak of`,
    groups: groups as JsonObject[string],
    beside: { IsAlertBoxClosed: false },
    around: { in: texas },
    expected: 'DDDDDG',
  })),
]

describe('OneTrust', () => {
  it.each(cases)('$fact', ({ groups, beside = { IsAlertBoxClosed: true }, around, expected }) => {
    expect(lettersOf(consentOf({ onetrust: { OptanonActiveGroups: groups, ...beside } }, around))).toBe(expected)
  })

  it.each<JsonObject>([
    { onetrust: { groups: ',C0001,' } },
    { oneTrust: { activeGroups: ',C0001,' } },
    { onetrust: { OnetrustActiveGroups: ',C0001,' } },
    { onetrust: ',C0001,' },
    { OptanonActiveGroups: ',C0001,' },
    { OnetrustActiveGroups: ',C0001,', OptanonActiveGroups: ',C0001,' },
  ])('is read from %j', (context) => {
    expect(captureSignals(context, undefined)).toEqual({ onetrust: { groups: ',C0001,', chosen: null } })
  })

  it('two lists that differ refuse', () => {
    const context = { OnetrustActiveGroups: ',C0001,', OptanonActiveGroups: ',C0001,C0004,' }
    expect(captureSignals(context, undefined)).toEqual({ onetrust: 'invalid' })
  })

  it('a choice of the time the banner was closed', () => {
    const sent = { groups: ',C0001,', IsAlertBoxClosed: true, OptanonAlertBoxClosed: '2026-11-01T10:00:00+02:00' }
    expect(captureSignals({ onetrust: sent }, undefined)).toEqual({
      onetrust: { groups: ',C0001,', chosen: true, chosenAt: '2026-11-01T08:00:00.000Z' },
    })
  })

  it('stores no group that could be an address', () => {
    expect(captureSignals({ OptanonActiveGroups: ',C0001,jane@example.com,' }, undefined)).toEqual({
      onetrust: 'invalid',
    })
  })

  it('names groups that nobody mapped, and says when the choice is unknown', () => {
    const codes = (onetrust: JsonObject[string]) =>
      consentOf({ onetrust }).warnings.map(({ code, path }) => [code, path])
    expect(codes({ groups: ',C0001,MKT,', IsAlertBoxClosed: true })).toEqual([
      ['unmapped_category', 'context.onetrust.MKT'],
    ])
    expect(codes(',C0001,C0005,')).toEqual([['choice_unknown', 'context.onetrust.IsAlertBoxClosed']])
    expect(codes(7)).toEqual([['invalid_consent', 'context.onetrust']])
  })
})
