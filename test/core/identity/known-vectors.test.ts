import { describe, expect, test } from 'vitest'
import type { RawIdentity, VariantName } from '../../../core/identity/bundle.ts'
import { makeIdentity } from '../../../core/identity/make-identity.ts'
import { aRawIdentity } from '../../support/a-raw-identity.ts'

interface Vector {
  published: string
  raw: Partial<RawIdentity>
  phoneCountry?: string
  digest: string
  variants: VariantName[]
  /** Variants of the same input whose rule gives another text. */
  others?: VariantName[]
}

const vectors: Vector[] = [
  {
    published: 'Meta: john_smith@gmail.com',
    raw: { emails: [' John_Smith@GMAIL.com '] },
    digest: '62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f',
    variants: ['email.plain', 'email.gmail', 'email.gmail_dots', 'email.stripped'],
  },
  {
    published: 'Meta: 16505551212',
    raw: { phones: ['(650) 555-1212'] },
    phoneCountry: 'US',
    digest: 'e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176',
    variants: ['phone.digits'],
    others: ['phone.e164'],
  },
  {
    published: 'Meta: mary',
    raw: { firstName: ' Mary ', lastName: 'MARY' },
    digest: '6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec',
    variants: ['first_name.meta', 'first_name.ga4', 'last_name.meta', 'last_name.ga4'],
  },
  {
    published: 'Meta: valéry',
    raw: { firstName: 'Valéry' },
    digest: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
    variants: ['first_name.meta', 'first_name.ga4'],
  },
  {
    published: 'Meta: valéry, sent decomposed',
    raw: { firstName: 'VALE\u0301RY' },
    digest: '08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c',
    variants: ['first_name.meta', 'first_name.ga4'],
  },
  {
    published: 'Meta: 정',
    raw: { lastName: '정' },
    digest: '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14',
    variants: ['last_name.meta', 'last_name.ga4'],
  },
  {
    published: 'Meta: 정, sent as separate letters',
    raw: { lastName: '정'.normalize('NFD') },
    digest: '8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14',
    variants: ['last_name.meta', 'last_name.ga4'],
  },
  {
    published: 'Snap: person@example.com',
    raw: { emails: ['Person@Example.com'] },
    digest: '542d240129883c019e106e3b1b2d3f3cb3537c43c425364de8e951d5a3083345',
    variants: ['email.plain', 'email.gmail', 'email.gmail_dots', 'email.stripped'],
  },
  {
    published: 'Snap: 448444124653',
    raw: { phones: ['+44 844 412 4653'] },
    digest: 'dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383',
    variants: ['phone.digits'],
    others: ['phone.e164'],
  },
  {
    published: 'Snap: 448444124653, where a peer keeps the zeros of +0044',
    raw: { phones: ['+0044844 412 4653'] },
    digest: 'dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383',
    variants: ['phone.digits'],
  },
  {
    published: 'Google: alexz@example.com',
    raw: { emails: ['  ALEXZ@example.com'] },
    digest: '509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a',
    variants: ['email.plain', 'email.gmail', 'email.gmail_dots', 'email.stripped'],
  },
  {
    published: 'Google: +18005550100',
    raw: { phones: ['1 800 555 0100'] },
    phoneCountry: 'US',
    digest: 'fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30',
    variants: ['phone.e164'],
    others: ['phone.digits'],
  },
  {
    published: 'Microsoft: john@contoso.com from an alias and dots on any domain',
    raw: { emails: ['J.o.hn+orders@Contoso.com'] },
    digest: 'ec81f3ac7b2b19675bab9d54cf416f9f18cff87c97da5cca82c0f0891bc40602',
    variants: ['email.stripped'],
    others: ['email.plain', 'email.gmail', 'email.gmail_dots'],
  },
  {
    published: 'Microsoft: +14255551234',
    raw: { phones: ['001 (425) 555-1234'] },
    digest: 'c59475d96e9f01d7d18d06cfad84dd02333207f02c0c2c5663ef2782cda0390e',
    variants: ['phone.e164'],
    others: ['phone.digits'],
  },
  {
    published: 'Google: a given name without its title',
    raw: { firstName: ' Mr. Alex ' },
    digest: '4135aa9dc1b842a653dea846903ddb95bfb8c5a10c504a7fa16e10bc31d1fdf0',
    variants: ['first_name.google'],
    others: ['first_name.lower', 'first_name.ga4', 'first_name.meta'],
  },
  {
    published: 'Google: a family name without its suffixes, its hyphen kept',
    raw: { lastName: 'Quinn-Alex, Jr. DDS' },
    digest: '91581930b788bf2fd4ea63d8783c8c3b4c7ac8575461e033d18ee7def6cd49a9',
    variants: ['last_name.google'],
    others: ['last_name.lower', 'last_name.ga4', 'last_name.meta'],
  },
  {
    published: 'Google Ads: a street in lower case, nothing else',
    raw: { street: ' Zieglerstraße 12A ' },
    digest: 'dd27348e5df78748ce025eb317b62b34cc59f063b4c8d3b481ba8f24c3606159',
    variants: ['street.lower'],
  },
  {
    published: 'TikTok: names keep their punctuation and spaces',
    raw: { firstName: " O'Neil-Smith ", lastName: "O'NEIL-SMITH" },
    digest: '03a6e0bd58e6195e25e2f15f5831864e152a4e100961c438edab4e8812815bd9',
    variants: ['first_name.lower', 'last_name.lower'],
    others: ['first_name.meta', 'last_name.meta'],
  },
  {
    published: 'TikTok: the dash of ZIP+4 stays',
    raw: { postcode: '94103-1234', country: 'US' },
    digest: '98baab418faf8973a25f375932137e80e65162eb92af0c4de1438d16ab1b2907',
    variants: ['postcode.lower'],
    others: ['postcode.meta', 'postcode.digits'],
  },
  {
    published: 'Pinterest: a British postcode is its digits (11)',
    raw: { postcode: 'SW1A 1AA', country: 'GB' },
    digest: '4fc82b26aecb47d2868c4efbe3581732a3e7cbcc6c2efb32062c08170a05eeb8',
    variants: ['postcode.digits'],
    others: ['postcode.meta', 'postcode.lower'],
  },
  {
    published: 'Pinterest: n for a person who is neither f nor m',
    raw: { gender: 'Divers' },
    digest: '1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9',
    variants: ['gender.initial_or_n'],
    others: ['gender.initial'],
  },
  {
    published: 'Pinterest: California is ca',
    raw: { state: 'California', country: 'US' },
    digest: '6959097001d10501ac7d54c0bdb8db61420f658f2922cc26e46d536119a31126',
    variants: ['state.two_letter', 'state.meta'],
  },
  {
    published: 'Snap: 448444124653, sent with 00 and the trunk zero',
    raw: { phones: ['0044 (0)844 412 4653'] },
    digest: 'dc008fda46e2e64002cf2f82a4906236282d431c4f75e5b60bfe79fc48546383',
    variants: ['phone.digits'],
  },
  {
    published: 'jane@example.com',
    raw: { emails: ['JANE@EXAMPLE.COM'] },
    digest: '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d',
    variants: ['email.plain', 'email.gmail', 'email.gmail_dots', 'email.stripped'],
  },
]

describe('the published vectors', () => {
  test.each(vectors)('$published', ({ raw, phoneCountry, digest, variants, others = [] }) => {
    const bundle = makeIdentity({
      raw: aRawIdentity(raw),
      variants: [...variants, ...others],
      plain: [],
      phoneCountry: phoneCountry ?? null,
    })
    for (const name of variants) expect(bundle.variants[name], name).toEqual([digest])
    for (const name of others) expect(bundle.variants[name], name).not.toEqual([digest])
  })
})
