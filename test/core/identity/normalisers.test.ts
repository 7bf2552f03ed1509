import { describe, expect, test } from 'vitest'
import {
  digitsPostcode,
  ga4Street,
  lowerCountry,
  lowerPostcode,
  metaCity,
  metaPostcode,
  metaState,
  twoLetterState,
} from '../../../core/identity/address.ts'
import { yyyymmddBirthDate } from '../../../core/identity/birth-date.ts'
import { gmailDotsEmail, gmailEmail, plainEmail, strippedEmail } from '../../../core/identity/email.ts'
import { plainExternalId } from '../../../core/identity/external-id.ts'
import { genderInitial, genderInitialOrN } from '../../../core/identity/gender.ts'
import { ga4Name, lowerName, metaName } from '../../../core/identity/names.ts'
import type { Normalised } from '../../../core/identity/normalised.ts'
import { digitsPhone, e164Phone } from '../../../core/identity/phone.ts'
import { fc } from '../../support/fast-check.ts'

type Row = [raw: string, expected: string]
type Normaliser = (raw: string) => Normalised

function table(name: string, normalise: Normaliser, rows: Row[]) {
  test.each(rows)(`${name}: %j gives %j`, (raw, expected) => {
    const result = normalise(raw)
    expect('text' in result ? result.text : `absent: ${result.absent}`).toBe(expected)
  })
}

describe('e-mail', () => {
  table('plain', plainEmail, [
    ['  Jane.Doe+Shop@Example.COM\n', 'jane.doe+shop@example.com'],
    ['ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'jane@example.com'],
    ['ja\u200bne@exam\u00adple.com\ufeff', 'jane@example.com'],
    ['rene\u0301@example.com', 'ren\u00e9@example.com'],
    ['jane doe@example.com', 'absent: unparseable_email'],
    ['Jane <jane@example.com>', 'absent: unparseable_email'],
    ['jane@example.com, joe@example.com', 'absent: unparseable_email'],
    ['jane@@example.com', 'absent: unparseable_email'],
    ['jane@localhost', 'absent: unparseable_email'],
    [`${'a'.repeat(250)}@example.com`, 'absent: unparseable_email'],
  ])
  table('gmail (every dot, not only the first; the suffix goes)', gmailEmail, [
    ['J.o.h.n.Smith+news@Gmail.com', 'johnsmith@gmail.com'],
    ['j.smith+a+b@googlemail.com', 'jsmith@googlemail.com'],
    ['j.smith+a@gmail.co.uk', 'j.smith+a@gmail.co.uk'],
    ['j.smith+a@gmailers.org', 'j.smith+a@gmailers.org'],
    ['j.smith+a@mail.gmail.com', 'j.smith+a@mail.gmail.com'],
    ['+news@gmail.com', 'absent: unparseable_email'],
    ['j smith@gmail.com', 'absent: unparseable_email'],
  ])
  table('gmail dots (the suffix stays)', gmailDotsEmail, [
    ['J.o.h.n+news.x@Gmail.com', 'john+newsx@gmail.com'],
    ['j.smith@example.com', 'j.smith@example.com'],
  ])
  table('stripped on every domain', strippedEmail, [
    ['J.o.hn+x.y@contoso.com', 'john@contoso.com'],
    ['j.o@sub.example.co.uk', 'jo@sub.example.co.uk'],
    ['...@example.com', 'absent: unparseable_email'],
  ])
})

describe('phone', () => {
  table('E.164 of a German source', (raw) => e164Phone(raw, 'DE'), [
    ['0170 1234567', '+491701234567'],
    ['0170/123 45 67', '+491701234567'],
    ['+49 (0) 170 1234567', '+491701234567'],
    ['0049 170 1234567', '+491701234567'],
    ['+0049 170 1234567', '+491701234567'],
    ['491701234567', '+491701234567'],
    ['tel:+49-170-1234567', '+491701234567'],
    ['＋４９ １７０ １２３４５６７', '+491701234567'],
    ['+49\u200b170\u00ad1234567', '+491701234567'],
    ['+٤٩١٧٠١٢٣٤٥٦٧', '+491701234567'],
    ['+1 650 555 1212', '+16505551212'],
    ['+49 12', 'absent: unparseable_phone'],
    ['+999 1234567', 'absent: unparseable_phone'],
    ['call me', 'absent: unparseable_phone'],
    ['', 'absent: unparseable_phone'],
  ])
  table('E.164 without a country', (raw) => e164Phone(raw, null), [
    ['+44 844 412 4653', '+448444124653'],
    ['0170 1234567', 'absent: phone_without_country'],
    ['6505551212', 'absent: phone_without_country'],
    ['n/a', 'absent: unparseable_phone'],
  ])
  table('E.164 with a country that does not exist', (raw) => e164Phone(raw, 'XX'), [
    ['0170 1234567', 'absent: phone_without_country'],
  ])
  table('E.164 of an Italian source keeps the leading 0', (raw) => e164Phone(raw, 'IT'), [
    ['06 698 12345', '+390669812345'],
    ['393 123 4567', '+393931234567'],
  ])
  table('digits', (raw) => digitsPhone(raw, 'GB'), [
    ['+0044844 412 4653', '448444124653'],
    ['0844 412 4653', '448444124653'],
  ])
})

describe('names and addresses', () => {
  table('Meta name (lower-cased, spaces and punctuation out)', metaName, [
    ['MARY', 'mary'],
    ['Mary Ann', 'maryann'],
    ["O'Brien-Smith", 'obriensmith'],
    ['Ð\u00adorđe', 'ðorđe'],
    ['김\u200b정', '김정'],
    ['--', 'absent: empty_name'],
  ])
  table('TikTok name (inner spaces and punctuation kept)', lowerName, [
    ["  O'Neil-Smith ", "o'neil-smith"],
    ['Anne Marie', 'anne marie'],
    ['VALE\u0301RY', 'valéry'],
    ['  ', 'absent: empty_name'],
  ])
  table('GA4 name (digits and symbols out, inner spaces kept)', ga4Name, [
    [' Quinn-Alex 3 ', 'quinnalex'],
    ['Mary Ann', 'mary ann'],
    ['Petrov', 'petrov'],
    ['42', 'absent: empty_name'],
  ])
  table('GA4 street', ga4Street, [[' Hauptstraße 12-14, 3. OG ', 'hauptstraße 1214 3 og']])
  table('Meta city', metaCity, [
    ['San Francisco', 'sanfrancisco'],
    ["St. John's", 'stjohns'],
    ['Zu\u0308rich', 'zürich'],
  ])
  table('Meta state in the US', (raw) => metaState(raw, 'USA'), [
    ['California', 'ca'],
    ['NEW YORK', 'ny'],
    ['tx', 'tx'],
    ['US-WA', 'wa'],
    ['Washington, D.C.', 'dc'],
    ['constructor', 'constructor'],
  ])
  table('Meta state elsewhere', (raw) => metaState(raw, 'AU'), [
    ['New South Wales', 'newsouthwales'],
    ['Georgia', 'georgia'],
  ])
  table('Meta state of nobody knows where', (raw) => metaState(raw, null), [
    ['Georgia', 'ga'],
    ['Île-de-France', 'îledefrance'],
  ])
  table('Pinterest state', (raw) => twoLetterState(raw, 'US'), [
    ['California', 'ca'],
    ['CA', 'ca'],
    ['Narnia', 'absent: state_without_code'],
    ['', 'absent: empty_state'],
  ])
  table('Pinterest state elsewhere', (raw) => twoLetterState(raw, 'DE'), [
    ['NW', 'nw'],
    ['Nordrhein-Westfalen', 'absent: state_without_code'],
  ])
  table('TikTok postcode (nothing taken out)', lowerPostcode, [
    [' SW1A 1AA ', 'sw1a 1aa'],
    ['94103-1234', '94103-1234'],
    ['', 'absent: empty_postcode'],
  ])
  table('Pinterest postcode (digits only, also where letters count)', digitsPostcode, [
    ['50667', '50667'],
    ['94103-1234', '941031234'],
    ['SW1A 1AA', '11'],
    ['D', 'absent: postcode_without_digits'],
  ])
  table('Meta postcode in the US', (raw) => metaPostcode(raw, 'US'), [
    ['94103-1234', '94103'],
    ['94103 1234', '94103'],
    ['9410', 'absent: unparseable_postcode'],
  ])
  table('Meta postcode elsewhere', (raw) => metaPostcode(raw, 'GB'), [
    ['SW1W 0NY', 'sw1w0ny'],
    ['1234-567', '1234567'],
  ])
  table('Meta postcode that says US by its shape', (raw) => metaPostcode(raw, null), [['94103-1234', '94103']])
  table('country', lowerCountry, [
    ['DE', 'de'],
    ['Great Britain', 'gb'],
    ['South Korea', 'kr'],
    ['United States of America', 'us'],
    ['UK', 'gb'],
    ['Österreich', 'at'],
    ['Brazil', 'br'],
    ['Atlantis', 'absent: unknown_country'],
    ['ZZ', 'absent: unknown_country'],
    ['__proto__', 'absent: unknown_country'],
  ])
})

describe('birth date, gender, external id', () => {
  table('birth date', yyyymmddBirthDate, [
    ['1990-05-21', '19900521'],
    ['1990-05-21T22:00:00.000Z', '19900521'],
    ['1990/5/1', '19900501'],
    ['19900521', '19900521'],
    ['21.05.1990', '19900521'],
    ['05/21/1990', '19900521'],
    ['21/05/1990', '19900521'],
    ['05/06/1990', 'absent: ambiguous_birth_date'],
    ['05/05/1990', '19900505'],
    ['1990-02-30', 'absent: unparseable_birth_date'],
    ['1899-12-31', 'absent: unparseable_birth_date'],
    ['642816000', 'absent: unparseable_birth_date'],
    ['21.05.90', 'absent: unparseable_birth_date'],
  ])
  table('gender with a third value', genderInitialOrN, [
    ['Female', 'f'],
    ['herr', 'm'],
    ['divers', 'n'],
    ['Non-Binary', 'n'],
    ['N', 'n'],
    ['?', 'absent: gender_not_f_or_m'],
  ])
  table('gender', genderInitial, [
    ['Female', 'f'],
    ['WOMAN', 'f'],
    ['m', 'm'],
    ['Man', 'm'],
    ['non-binary', 'absent: gender_not_f_or_m'],
    ['toString', 'absent: gender_not_f_or_m'],
  ])
  table('external id', plainExternalId, [[' User-ABC ', 'user-abc']])
})

describe('idempotence', () => {
  const normalisers: [string, Normaliser][] = [
    ['plainEmail', plainEmail],
    ['gmailEmail', gmailEmail],
    ['gmailDotsEmail', gmailDotsEmail],
    ['strippedEmail', strippedEmail],
    ['e164Phone', (raw) => e164Phone(raw, 'DE')],
    // Digits alone do not say that they begin with a country code: the + is put back.
    ['digitsPhone', (raw) => digitsPhone(/^[1-9]\d+$/.test(raw) ? `+${raw}` : raw, 'DE')],
    ['metaName', metaName],
    ['ga4Name', ga4Name],
    ['lowerName', lowerName],
    ['ga4Street', ga4Street],
    ['metaCity', metaCity],
    ['metaState', (raw) => metaState(raw, 'US')],
    ['metaState elsewhere', (raw) => metaState(raw, 'DE')],
    ['twoLetterState', (raw) => twoLetterState(raw, 'US')],
    ['lowerPostcode', lowerPostcode],
    ['digitsPostcode', digitsPostcode],
    ['metaPostcode', (raw) => metaPostcode(raw, 'US')],
    ['metaPostcode elsewhere', (raw) => metaPostcode(raw, 'PT')],
    ['lowerCountry', lowerCountry],
    ['genderInitial', genderInitial],
    ['genderInitialOrN', genderInitialOrN],
    ['yyyymmddBirthDate', yyyymmddBirthDate],
    ['plainExternalId', plainExternalId],
  ]
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.emailAddress(),
    fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), fc.domain()).map(([a, b]) => `${a}@${b}`),
    fc.stringMatching(/^(\+|00|0)[1-9][0-9 ()/-]{5,14}$/),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constantFrom(
      'New York',
      'İstanbul',
      'ΑΣ',
      'ß',
      'ﬁ',
      'e-\u0301',
      'e.\u0301@gmail.com',
      'g\u00b4',
      'K',
      'Å',
      '94103-1234',
      'Female',
      'Great Britain',
      'us-ca',
    ),
  )
  test.each(normalisers)('%s of its own output is that output', (_name, normalise) => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const once = normalise(raw)
        if ('text' in once) expect(normalise(once.text)).toEqual(once)
      }),
      { numRuns: 1000 },
    )
  })

  test('every single character is folded to a form that stays', () => {
    const codes = Array.from({ length: 0x2fa20 - 0x80 }, (_, index) => index + 0x80)
    const texts = codes
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => `a${String.fromCodePoint(code)}b`)
    const unstable = texts.filter(
      (text) =>
        ![metaName, ga4Name, ga4Street, metaCity].every((normalise) => isStable(normalise, text)) ||
        !isStable(plainEmail, `${text}@example.com`),
    )
    expect(unstable).toEqual([])
  })
})

function isStable(normalise: Normaliser, text: string): boolean {
  const once = normalise(text)
  if (!('text' in once)) return true
  const twice = normalise(once.text)
  return 'text' in twice && twice.text === once.text
}
