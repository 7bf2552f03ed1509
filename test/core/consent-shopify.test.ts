import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import type { JsonObject } from '../../core/json.ts'
import { type Around, california, consentOf, lettersOf, texas } from '../support/consent-of.ts'

/** analytics, advertising, ad_personalization, personalization, functional, sale_or_sharing. */
interface Case {
  fact: string
  sent: JsonObject[string]
  around?: Around
  expected: string
}

const all = { analytics: true, marketing: true, preferences: true, saleOfData: true }
const none = { analytics: false, marketing: false, preferences: false, saleOfData: false }
const nobodyAsked = { analytics: null, marketing: null, preferences: null, saleOfData: null }
const allAllowed = {
  analyticsProcessingAllowed: true,
  marketingAllowed: true,
  preferencesProcessingAllowed: true,
  saleOfDataAllowed: true,
}

const cases: Case[] = [
  { fact: 'four times true grants every purpose', sent: all, expected: 'GGGGGG' },
  { fact: 'four times false denies every purpose', sent: none, around: { in: texas }, expected: 'DDDDDD' },
  { fact: 'null is not expressed: unset (case 21)', sent: nobodyAsked, expected: '......' },
  { fact: "null takes the state's default", sent: nobodyAsked, around: { in: texas }, expected: 'GGGGGG' },
  { fact: 'analytics alone', sent: { ...nobodyAsked, analytics: true }, expected: 'G.....' },
  { fact: 'marketing speaks of advertising and its personalisation', sent: { marketing: true }, expected: '.GG...' },
  { fact: 'preferences speak of personalisation and function', sent: { preferences: true }, expected: '...GG.' },
  {
    fact: 'saleOfData false is the opt-out of the sale',
    sent: { saleOfData: false },
    around: { in: california },
    expected: 'GGGGGD',
  },
  {
    fact: 'yes, no and an empty text are what currentVisitorConsent() answers',
    sent: { analytics: 'yes', marketing: 'no', preferences: '', sale_of_data: 'no' },
    expected: 'GDD..D',
  },
  { fact: 'a field that is missing is unset', sent: { analytics: true }, around: { in: texas }, expected: 'GGGGGG' },
  {
    fact: 'a field that is missing is denied where the source says so',
    sent: { analytics: true, preferences: null },
    around: { source: { absentMeans: 'denied' } },
    expected: 'GDD..D',
  },
  {
    fact: "a category map does not rename Shopify's own fields",
    sent: { marketing: true },
    around: { source: { categoryMap: { marketing: ['analytics'] } } },
    expected: '.GG...',
  },
  { fact: '*Allowed true is never a grant', sent: allAllowed, expected: '......' },
  {
    fact: '*Allowed false denies',
    sent: { ...allAllowed, marketingAllowed: false },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  {
    fact: '*Allowed false denies beside a choice that grants',
    sent: { ...all, saleOfDataAllowed: false },
    expected: 'GGGGGD',
  },
  {
    fact: "Hydrogen's names are read as well",
    sent: { analyticsAllowed: false, thirdPartyMarketingAllowed: false, preferencesAllowed: true },
    around: { in: texas },
    expected: 'DDDGGG',
  },
  {
    fact: '*Allowed alone is not expected to be whole',
    sent: { analyticsAllowed: true },
    around: { in: texas, source: { absentMeans: 'denied' } },
    expected: 'GGGGGG',
  },
  { fact: 'other fields say nothing', sent: { region: 'USCA', shouldShowBanner: true }, expected: '......' },
  ...['true', 'YES', 1, 0, [], {}, 'granted', 'x'.repeat(10_000)].map((value) => ({
    fact: `hostile: marketing ${JSON.stringify(value).slice(0, 20)} is a refusal`,
    sent: { analytics: true, marketing: value },
    around: { in: texas },
    expected: 'GDDGGG',
  })),
  {
    fact: 'hostile: an unreadable *Allowed is a refusal',
    sent: { marketingAllowed: 'true' },
    around: { in: texas },
    expected: 'GDDGGG',
  },
  ...['yes', 1, true, ['marketing']].map((sent) => ({
    fact: `hostile: ${JSON.stringify(sent)} in place of the object refuses everything`,
    sent,
    around: { in: texas },
    expected: 'DDDDDD',
  })),
]

describe('Shopify Customer Privacy', () => {
  it.each(cases)('$fact', ({ sent, around, expected }) => {
    const customerPrivacy = sent as JsonObject[string]
    expect(lettersOf(consentOf({ shopify: { customerPrivacy } }, around))).toBe(expected)
    expect(lettersOf(consentOf({ customerPrivacy }, around))).toBe(expected)
  })

  it('in two places that differ counts as the stricter', () => {
    const context = {
      shopify: { customerPrivacy: all },
      customerPrivacy: { ...all, marketing: null, analytics: false },
    }
    expect(lettersOf(consentOf(context))).toBe('D..GGG')
  })

  it('null in place of the object is no signal, nor is other content of context.shopify', () => {
    expect(captureSignals({ customerPrivacy: null, shopify: { shop: 'x' } }, undefined)).toEqual({})
    expect(captureSignals({ shopify: 'x' }, undefined)).toEqual({})
  })

  it('stores values only, nothing that was sent as text', () => {
    const sent = { marketing: 'jane@example.com', analytics: null, note: 'jane' }
    expect(captureSignals({ customerPrivacy: sent }, undefined)).toEqual({
      shopify: { choice: { marketing: 'invalid', analytics: 'unset' }, allowed: {} },
    })
  })

  it('tells the sender what cannot be read', () => {
    const codes = (customerPrivacy: JsonObject[string]) =>
      consentOf({ customerPrivacy }).warnings.map(({ code, path }) => [code, path])
    expect(codes({ marketing: 'true' })).toEqual([['invalid_category', 'context.shopify.customerPrivacy.marketing']])
    expect(codes('yes')).toEqual([['invalid_consent', 'context.shopify.customerPrivacy']])
    expect(codes(all)).toEqual([])
  })
})
