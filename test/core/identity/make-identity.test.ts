import { describe, expect, test } from 'vitest'
import { plainFieldNames, variantNames } from '../../../core/identity/bundle.ts'
import { makeIdentity, subjectIdentifiers } from '../../../core/identity/make-identity.ts'
import { aRawIdentity } from '../../support/a-raw-identity.ts'
import { fc } from '../../support/fast-check.ts'

const jane = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d'
const john = '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f'

describe('makeIdentity', () => {
  test('makes the wanted variants and plain fields and nothing else', () => {
    const raw = aRawIdentity({ emails: ['jane@example.com'], firstName: 'Mary', city: ' Berlin ' })
    expect(makeIdentity({ raw, variants: ['email.plain'], plain: ['city'], phoneCountry: 'DE' })).toEqual({
      variants: { 'email.plain': [jane] },
      absent: {},
      plain: { city: 'Berlin' },
    })
  })

  test('says why a wanted variant is not there', () => {
    const raw = aRawIdentity({ emails: ['nobody'], phones: ['0170 1234567'], birthDate: '05/06/1990', gender: '  ' })
    const variants = ['email.plain', 'phone.e164', 'birth_date.yyyymmdd', 'gender.initial', 'city.meta'] as const
    expect(makeIdentity({ raw, variants, plain: [], phoneCountry: null }).absent).toEqual({
      'email.plain': 'unparseable_email',
      'phone.e164': 'phone_without_country',
      'birth_date.yyyymmdd': 'ambiguous_birth_date',
      'gender.initial': 'not_sent',
      'city.meta': 'not_sent',
    })
  })

  test('several e-mails come in the order sent, each once, the unreadable one left out', () => {
    const raw = aRawIdentity({ emails: ['Jane@example.com', 'nobody', ' jane@EXAMPLE.com', 'john_smith@gmail.com'] })
    const bundle = makeIdentity({ raw, variants: ['email.plain'], plain: [], phoneCountry: null })
    expect(bundle).toEqual({ variants: { 'email.plain': [jane, john] }, absent: {}, plain: {} })
  })

  test('a phone written in two ways is one phone', () => {
    const raw = aRawIdentity({ phones: ['0844 412 4653', '+44 844 412 4653'] })
    expect(makeIdentity({ raw, variants: ['phone.digits'], plain: [], phoneCountry: 'GB' }).variants).toEqual({
      'phone.digits': ['dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383'],
    })
  })

  test('a pre-hashed e-mail is lower-cased and stands for the plain rule only', () => {
    const raw = aRawIdentity({ emails: [jane.toUpperCase()] })
    const variants = ['email.plain', 'email.gmail', 'email.gmail_dots', 'email.stripped'] as const
    expect(makeIdentity({ raw, variants, plain: ['email'], phoneCountry: null })).toEqual({
      variants: { 'email.plain': [jane] },
      absent: {
        'email.gmail': 'prehashed_other_rule',
        'email.gmail_dots': 'prehashed_other_rule',
        'email.stripped': 'prehashed_other_rule',
      },
      plain: {},
    })
  })

  test('a pre-hashed phone stands for E.164, never for digits; a pre-hashed name is no plain name', () => {
    const raw = aRawIdentity({ phones: [jane], firstName: jane })
    const variants = ['phone.e164', 'phone.digits', 'first_name.meta', 'first_name.ga4'] as const
    expect(makeIdentity({ raw, variants, plain: ['phone', 'first_name'], phoneCountry: 'DE' })).toEqual({
      variants: { 'phone.e164': [jane], 'first_name.meta': [jane] },
      absent: { 'phone.digits': 'prehashed_other_rule', 'first_name.ga4': 'prehashed_other_rule' },
      plain: {},
    })
  })

  test.each([`${jane}0`, jane.slice(1), `x${jane}`, `${jane} ${jane}`])('%j is no digest', (text) => {
    const raw = aRawIdentity({ emails: [text] })
    const bundle = makeIdentity({ raw, variants: ['email.plain'], plain: [], phoneCountry: null })
    expect(bundle.absent).toEqual({ 'email.plain': 'unparseable_email' })
  })

  test('an external id of 64 hex digits is hashed like any other', () => {
    const raw = aRawIdentity({ externalId: jane })
    const bundle = makeIdentity({ raw, variants: ['external_id.plain'], plain: [], phoneCountry: null })
    expect(bundle.variants['external_id.plain']).not.toEqual([jane])
  })

  test('no raw value is in variants or reasons, whatever was sent', () => {
    const word = fc.stringMatching(/^[a-z]{6,12}$/).map((text) => `zq${text}`)
    const text = fc.oneof(
      word,
      word.map((w) => `${w}@example.com`),
      word.map((w) => `+49170${w}`),
      word.map((w) => w.toUpperCase()),
      fc.stringMatching(/^\+4917[0-9]{8,9}$/),
    )
    const nullable = fc.option(text)
    const identity = fc.record({
      emails: fc.array(text, { maxLength: 3 }),
      phones: fc.array(text, { maxLength: 3 }),
      firstName: nullable,
      lastName: nullable,
      street: nullable,
      city: nullable,
      state: nullable,
      postcode: nullable,
      country: nullable,
      birthDate: nullable,
      gender: nullable,
      externalId: nullable,
    })
    fc.assert(
      fc.property(identity, (raw) => {
        const bundle = makeIdentity({ raw, variants: variantNames, plain: [], phoneCountry: 'DE' })
        const told = Object.values(raw)
          .flat()
          .filter((value) => value !== null)
        const out = JSON.stringify(bundle).toLowerCase()
        for (const value of told) {
          for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('hex')]) {
            expect(out).not.toContain(form.toLowerCase())
          }
        }
        const answered = [...Object.keys(bundle.variants), ...Object.keys(bundle.absent)]
        expect(answered.toSorted()).toEqual([...variantNames].toSorted())
      }),
    )
  })

  test('plain fields are read as the vendor takes them', () => {
    const raw = aRawIdentity({
      emails: ['Jane@Example.com'],
      phones: ['0170 1234567'],
      firstName: ' Jane ',
      lastName: 'Doe',
      city: 'Köln',
      postcode: '50667',
    })
    expect(makeIdentity({ raw, variants: [], plain: plainFieldNames, phoneCountry: 'DE' }).plain).toEqual({
      city: 'Köln',
      postcode: '50667',
      first_name: 'Jane',
      last_name: 'Doe',
      email: 'jane@example.com',
      phone: '+491701234567',
    })
  })
})

describe('subjectIdentifiers', () => {
  test('one person is one subject however the identifiers are written; digests name nobody', () => {
    const raw = aRawIdentity({
      emails: ['Jane@Example.com', 'jane@example.com ', jane, 'nobody'],
      phones: ['0170 1234567', '+49 170 1234567', john, '12'],
    })
    expect(subjectIdentifiers(raw, 'DE')).toEqual({ emails: ['jane@example.com'], phones: ['+491701234567'] })
  })
})
