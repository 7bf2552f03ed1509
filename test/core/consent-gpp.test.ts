import { GppModel } from '@iabgpp/cmpapi'
import { describe, expect, it } from 'vitest'
import { captureSignals } from '../../core/consent/capture-signals.ts'
import { sectionIdsOf } from '../../core/consent/gpp-header.ts'
import { decodeGpp, stateSectionIds } from '../../core/consent/gpp-sections.ts'
import type { JsonObject } from '../../core/json.ts'
import { aGppString, nothingRefused } from '../support/a-gpp-string.ts'
import {
  type Around,
  california,
  consentOf,
  germany,
  lettersOf,
  someUsState,
  texas,
  unknownCountry,
} from '../support/consent-of.ts'
import { fc } from '../support/fast-check.ts'

/** analytics, advertising, ad_personalization, personalization, functional, sale_or_sharing. */
interface Case {
  fact: string
  gpp: JsonObject[string]
  sid?: JsonObject[string]
  around?: Around
  expected: string
}

/** The opt-out default of the US with nothing said. */
const untouched = 'GGGGGG'
const refused = 'GDDGGD'
const marketing = { consent: { categoryPreferences: { marketing: true } } }
const optedOut = { SaleOptOut: 1, SharingOptOut: 1, TargetedAdvertisingOptOut: 1 }
const notOptedOut = { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 2 }
const stateNotOptedOut = { SaleOptOut: 2, TargetedAdvertisingOptOut: 2 }
const caOptedOut = { SaleOptOut: 1, SharingOptOut: 1 }
const caNotOptedOut = { SaleOptOut: 2, SharingOptOut: 2 }

const usCases: Case[] = [
  // Opt-out fields: 1 opted out, 2 did not (case 24).
  { fact: 'SaleOptOut 1 refuses the sale', gpp: usnat({ SaleOptOut: 1 }), expected: 'GGGGGD' },
  { fact: 'SharingOptOut 1 refuses the sale', gpp: usnat({ SharingOptOut: 1 }), expected: 'GGGGGD' },
  {
    fact: 'TargetedAdvertisingOptOut 1 refuses the ads',
    gpp: usnat({ TargetedAdvertisingOptOut: 1 }),
    expected: 'GDDGGG',
  },
  { fact: 'opt-outs of 2 refuse nothing', gpp: usnat(notOptedOut), expected: untouched },
  { fact: 'opt-outs of 0 are not applicable (case 21)', gpp: usnat({}), expected: untouched },
  // Consent fields: 1 no consent, 2 consent (case 24), and what 36 makes of them.
  {
    fact: 'SensitiveDataProcessing 1 refuses the ads',
    gpp: usnat({ SensitiveDataProcessing: [0, 0, 1, 0] }),
    expected: 'GDDGGG',
  },
  {
    fact: 'the last of 16 sensitive kinds counts',
    gpp: usnat({ SensitiveDataProcessing: [...Array(15).fill(0), 1] }),
    expected: 'GDDGGG',
  },
  {
    fact: 'SensitiveDataProcessing 2 refuses nothing',
    gpp: usnat({ SensitiveDataProcessing: Array(16).fill(2) }),
    expected: untouched,
  },
  {
    fact: 'a known child without consent refuses the ads (case 36)',
    gpp: usnat({ KnownChildSensitiveDataConsents: [0, 1, 0] }),
    expected: 'GDDGGG',
  },
  {
    fact: 'a known child with consent refuses nothing',
    gpp: usnat({ KnownChildSensitiveDataConsents: [2, 2, 2] }),
    expected: untouched,
  },
  { fact: 'PersonalDataConsents 1 refuses the ads', gpp: usnat({ PersonalDataConsents: 1 }), expected: 'GDDGGG' },
  { fact: 'PersonalDataConsents 2 refuses nothing', gpp: usnat({ PersonalDataConsents: 2 }), expected: untouched },
  {
    fact: 'AdditionalDataProcessingConsent 1 refuses the ads',
    gpp: aGppString({ ustx: { AdditionalDataProcessingConsent: 1 } }),
    expected: 'GDDGGG',
  },
  {
    fact: "a single known child number of a state's section",
    gpp: aGppString({ ustx: { KnownChildSensitiveDataConsents: 1 } }),
    expected: 'GDDGGG',
  },
  {
    fact: 'notices and MSPA fields refuse nothing',
    gpp: usnat({
      SaleOptOutNotice: 2,
      SharingNotice: 2,
      MspaCoveredTransaction: 1,
      MspaOptOutOptionMode: 1,
      MspaServiceProviderMode: 2,
    }),
    expected: untouched,
  },
  {
    fact: 'version 1 of the national section, of 12 and 2 kinds, is read',
    gpp: 'DBABLA~BVQqAAAAAgA.QA',
    expected: untouched,
  },
  { fact: 'version 1 with SaleOptOut 1', gpp: usnat({ Version: 1, SaleOptOut: 1 }), expected: 'GGGGGD' },
  // GPC (case 25).
  {
    fact: 'the Gpc subsection is an opt-out though the core says 2',
    gpp: usnat({ ...notOptedOut, Gpc: true }),
    expected: 'GGDGGD',
  },
  { fact: 'the same as a literal', gpp: 'DBABLA~BVQqAAAAAgA.YA', expected: 'GGDGGD' },
  { fact: 'Gpc false says nothing', gpp: usnat({ ...notOptedOut, Gpc: false }), expected: untouched },
  {
    fact: "Gpc counts from a section that is not the state's",
    gpp: aGppString({ usca: { ...caNotOptedOut, Gpc: true }, ustx: stateNotOptedOut }),
    expected: 'GGDGGD',
  },
  // Sections (case 23).
  {
    fact: "the section of the person's state counts alone",
    gpp: aGppString({ usnat: optedOut, ustx: stateNotOptedOut }),
    expected: untouched,
  },
  {
    fact: "the section of the person's state refuses alone",
    gpp: aGppString({ usnat: notOptedOut, ustx: { SaleOptOut: 1 } }),
    expected: 'GGGGGD',
  },
  {
    fact: 'without the state and without gpp_sid the most restrictive counts',
    gpp: aGppString({ usnat: notOptedOut, usca: caOptedOut }),
    expected: 'GGGGGD',
  },
  {
    fact: 'gpp_sid names the section that counts',
    gpp: aGppString({ usnat: notOptedOut, usca: caOptedOut }),
    sid: [7],
    expected: untouched,
  },
  {
    fact: 'gpp_sid as text',
    gpp: aGppString({ usnat: notOptedOut, usca: caOptedOut }),
    sid: '7_9',
    expected: untouched,
  },
  {
    fact: 'gpp_sid with both: the most restrictive',
    gpp: aGppString({ usnat: notOptedOut, usca: caOptedOut }),
    sid: [7, 8],
    expected: 'GGGGGD',
  },
  {
    fact: "gpp_sid does not silence the section of the person's state",
    gpp: aGppString({ usnat: notOptedOut, ustx: { SaleOptOut: 1 } }),
    sid: [7],
    expected: 'GGGGGD',
  },
  {
    fact: 'a gpp_sid that names no section of the string is not believed',
    gpp: usnat(optedOut),
    sid: [-1],
    expected: refused,
  },
  { fact: 'a gpp_sid of another law is not believed', gpp: usnat(optedOut), sid: [2], expected: refused },
  {
    fact: 'an unreadable gpp_sid is a missing one',
    gpp: aGppString({ usnat: notOptedOut, usca: caOptedOut }),
    sid: 'seven',
    expected: 'GGGGGD',
  },
  { fact: 'the legacy section refuses with its Y', gpp: 'DBABTA~1YYN', expected: 'GGGGGD' },
  { fact: 'the legacy section grants nothing with its N', gpp: 'DBABTA~1YNN', expected: untouched },
  { fact: 'the legacy section with an unstated sale is an opt-out', gpp: 'DBABTA~1Y-N', expected: 'GGGGGD' },
  // Nothing.
  { fact: 'an empty text has no sections', gpp: '', expected: untouched },
  { fact: 'null has no sections', gpp: null, expected: untouched },
  { fact: 'a header without sections says nothing', gpp: 'DBAA', expected: untouched },
  // Hostile.
  ...[
    { what: 'garbage', gpp: 'xyz' },
    { what: 'a bare TCF text', gpp: 'CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA' },
    { what: 'fewer sections than the header names', gpp: 'DBABLA' },
    { what: 'more sections than the header names', gpp: 'DBABLA~BVQqAAAAAgA.QA~BVQqAAAAAgA.QA' },
    { what: 'an empty section', gpp: 'DBABLA~' },
    { what: 'a cut section', gpp: 'DBABLA~BVQ' },
    { what: 'a section of rubbish', gpp: 'DBABLA~zzzz' },
    { what: 'a section in no alphabet', gpp: 'DBABLA~!!' },
    { what: 'an empty subsection', gpp: 'DBABLA~BVQqAAAAAgA.' },
    { what: 'a subsection nobody knows', gpp: 'DBABLA~BVQqAAAAAgA.QA.QA' },
    { what: 'a value of 3', gpp: 'DBABLA~BVQ_AAAAAgA.QA' },
    { what: 'a section of a later version', gpp: 'DBABLA~DVQqAAAAAgA.QA' },
    { what: 'a header that names 10^12 sections', gpp: bomb() },
    { what: 'a header that counts to 4,095', gpp: 'DB__~x' },
    { what: '30,000 letters', gpp: `DBABLA~${'B'.repeat(30_000)}` },
    { what: '7,000 sections', gpp: `DBAA${'~'.repeat(7_000)}` },
    { what: 'a number', gpp: 7 },
    { what: 'a list', gpp: ['DBABLA~BVQqAAAAAgA.QA'] },
    { what: 'an object in place of the text', gpp: { string: { a: 1 } } },
    { what: 'an address', gpp: 'jane@example.com' },
  ].map(({ what, gpp }) => ({
    fact: `hostile: ${what} is a refusal`,
    gpp: gpp as JsonObject[string],
    expected: refused,
  })),
]

const elsewhere: Case[] = [
  {
    fact: 'a refusal is heard in an opt-in country',
    gpp: usnat(optedOut),
    around: { in: germany },
    expected: '.DD..D',
  },
  {
    fact: 'no refusal grants nothing in an opt-in country',
    gpp: usnat(nothingRefused),
    around: { in: germany },
    expected: '......',
  },
  {
    fact: 'no refusal grants nothing in an unknown country',
    gpp: usnat(nothingRefused),
    around: { in: unknownCountry },
    expected: '......',
  },
  {
    fact: 'an unknown state takes the most restrictive',
    gpp: aGppString({ usca: caOptedOut, ustx: {} }),
    around: { in: someUsState },
    expected: 'GGGGGD',
  },
  {
    fact: 'California reads its own section',
    gpp: aGppString({ usnat: optedOut, usca: caNotOptedOut }),
    around: { in: california },
    expected: untouched,
  },
  {
    fact: 'the right to limit of California, 1, refuses the ads',
    gpp: aGppString({ usca: { SensitiveDataProcessing: [0, 1] } }),
    around: { in: california },
    expected: 'GDDGGG',
  },
]

describe('the GPP string', () => {
  it.each(usCases)('$fact (Texas)', ({ gpp, sid, expected }) => {
    expect(lettersOf(consentOf({ gpp, ...(sid === undefined ? {} : { gpp_sid: sid }) }, { in: texas }))).toBe(expected)
  })

  it.each(elsewhere)('$fact', ({ gpp, around, expected }) => {
    expect(lettersOf(consentOf({ gpp }, around))).toBe(expected)
  })

  it('a category that grants does not outweigh it', () => {
    expect(lettersOf(consentOf({ ...marketing, gpp: usnat(optedOut) }))).toBe('.DD..D')
  })

  it.each(Object.entries(stateSectionIds))('knows the section of %s', (state, id) => {
    const section = `us${state.toLowerCase()}`
    const text = aGppString({ [section]: { SaleOptOut: 1 } })
    expect(decodeGpp(text)).toEqual([
      { id, gpc: false, isSensitive: false, refusals: [{ purpose: 'sale_or_sharing', reason: 'gpp_opt_out' }] },
    ])
    expect(lettersOf(consentOf({ gpp: text }, { in: { country: 'US', region: state } }))).toBe('GGGGGD')
  })

  it('a section of a law that came later refuses: nobody can read it', () => {
    expect(decodeGpp('DBABKY~BAAA')).toEqual([{ id: 28, gpc: false, isSensitive: false, refusals: expect.any(Array) }])
    expect(lettersOf(consentOf({ gpp: 'DBABKY~BAAA' }, { in: texas }))).toBe(refused)
  })
})

describe('the places of the GPP string', () => {
  const text = 'DBABLA~BVQqAAAAAgA.QA'
  it.each<JsonObject>([
    { gpp: text, gpp_sid: [7] },
    { gppString: text, gppApplicableSections: [7] },
    { gpp_string: text, gppSid: '7' },
    { gpp: { string: text, sid: [7] } },
    { gpp: { gppString: text, applicableSections: [7, 7] } },
    { gpp: { gppString: text }, gpp_sid: 7 },
  ])('%j', (context) => {
    expect(captureSignals(context, undefined)).toEqual({ gpp: { text, sid: [7] } })
  })

  it('two that differ are a refusal', () => {
    expect(captureSignals({ gpp: text, gppString: 'DBAA' }, undefined)).toEqual({ gpp: 'invalid' })
  })

  it('what could be a person is not kept', () => {
    for (const gpp of ['jane@example.com', '+491701234567', '00491701234567', 'DB jane']) {
      expect(captureSignals({ gpp }, undefined)).toEqual({ gpp: 'invalid' })
    }
  })

  it('the sender is told of what cannot be read', () => {
    const codes = (gpp: string) => consentOf({ gpp }).warnings.map(({ code, path }) => [code, path])
    expect(codes('xyz')).toEqual([['invalid_consent', 'context.gpp']])
    expect(codes('DBABLA~zzzz')).toEqual([['invalid_consent', 'context.gpp']])
    expect(codes(text)).toEqual([])
  })
})

describe('the GPP header', () => {
  it('is read as the IAB reads it', () => {
    const names = ['usnat', ...Object.keys(stateSectionIds).map((state) => `us${state.toLowerCase()}`)]
    fc.assert(
      fc.property(fc.subarray(names), (sections) => {
        const text = aGppString(Object.fromEntries(sections.map((name) => [name, { SaleOptOut: 2 }])))
        expect(sectionIdsOf(text.split('~')[0] ?? '')).toEqual(new GppModel(text).getSectionIds())
      }),
    )
  })

  it.each(['', 'D', 'DB', 'DBA', 'DBB_', 'CQSb', 'DB__', bomb(), 'D'.repeat(65), 'DBAB!A'])('%s is none', (text) => {
    expect(sectionIdsOf(text)).toBeNull()
  })
})

describe('hostile GPP strings', () => {
  const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~')

  it('never throw, whatever bits they hold', () => {
    const text = fc.string({ unit: letters, maxLength: 200 }).map((rest) => `DB${rest}`)
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (gpp) => {
        expect(() => consentOf({ gpp }, { in: texas })).not.toThrow()
      }),
      { numRuns: 2_000 },
    )
  })

  it('a damaged refusal still refuses or is read as written, and never grants', () => {
    const whole = usnat(optedOut)
    fc.assert(
      fc.property(fc.nat(whole.length - 1), letters, (at, letter) => {
        const damaged = `${whole.slice(0, at)}${letter}${whole.slice(at + 1)}`
        const { outcomes } = consentOf({ gpp: damaged })
        expect(Object.values(outcomes).map(({ value }) => value)).not.toContain('granted')
      }),
      { numRuns: 1_000 },
    )
  })
})

function usnat(fields: Parameters<typeof aGppString>[0][string]): string {
  return aGppString({ usnat: { Version: 2, ...fields } })
}

/** One range from 1 to about 10^12. */
function bomb(): string {
  const bits = `000011000001${'000000000001'}1${'11'}${'0'.repeat(58)}11`
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const padded = bits.padEnd(Math.ceil(bits.length / 6) * 6, '0')
  return (padded.match(/.{6}/g) ?? []).map((six) => alphabet[Number.parseInt(six, 2)]).join('')
}
