import {
  digitsPostcode,
  ga4Street,
  lowerCountry,
  lowerPostcode,
  lowerStreet,
  metaCity,
  metaPostcode,
  metaState,
  twoLetterState,
} from './address.ts'
import { yyyymmddBirthDate } from './birth-date.ts'
import type { RawIdentity, VariantName } from './bundle.ts'
import { gmailDotsEmail, gmailEmail, plainEmail, strippedEmail } from './email.ts'
import { plainExternalId } from './external-id.ts'
import { genderInitial, genderInitialOrN } from './gender.ts'
import { ga4Name, googleFamilyName, googleGivenName, lowerName, metaName } from './names.ts'
import type { Normalised } from './normalised.ts'
import { digitsPhone, e164Phone } from './phone.ts'

export interface VariantContext {
  /** The person's country as sent. */
  country: string | null
  /** For phones without a country code; null = dropped. */
  phoneCountry: string | null
}

export interface VariantRule {
  values(raw: RawIdentity): readonly (string | null)[]
  normalise(value: string, context: VariantContext): Normalised
  /**
   * `passes`: a digest the sender made is taken as this variant. `other_rule`: it cannot be told from one made by another
   * rule, so it never stands for this variant. `is_value`: 64 hex digits are hashed like any value.
   * Where a field has several variants the digest counts as the canonical form only: the plain e-mail, the E.164 phone
   * (the form of most vendors), the name without punctuation. A digest says nothing of how it was made.
   */
  digest: 'passes' | 'other_rule' | 'is_value'
}

const emails = (raw: RawIdentity) => raw.emails
const phones = (raw: RawIdentity) => raw.phones
const firstName = (raw: RawIdentity) => [raw.firstName]
const lastName = (raw: RawIdentity) => [raw.lastName]

export const variantRules: Record<VariantName, VariantRule> = {
  'email.plain': { values: emails, normalise: plainEmail, digest: 'passes' },
  'email.gmail': { values: emails, normalise: gmailEmail, digest: 'other_rule' },
  'email.gmail_dots': { values: emails, normalise: gmailDotsEmail, digest: 'other_rule' },
  'email.stripped': { values: emails, normalise: strippedEmail, digest: 'other_rule' },
  'phone.e164': { values: phones, normalise: (value, c) => e164Phone(value, c.phoneCountry), digest: 'passes' },
  'phone.digits': { values: phones, normalise: (value, c) => digitsPhone(value, c.phoneCountry), digest: 'other_rule' },
  'first_name.meta': { values: firstName, normalise: metaName, digest: 'passes' },
  'last_name.meta': { values: lastName, normalise: metaName, digest: 'passes' },
  'first_name.lower': { values: firstName, normalise: lowerName, digest: 'other_rule' },
  'last_name.lower': { values: lastName, normalise: lowerName, digest: 'other_rule' },
  'first_name.ga4': { values: firstName, normalise: ga4Name, digest: 'other_rule' },
  'last_name.ga4': { values: lastName, normalise: ga4Name, digest: 'other_rule' },
  'first_name.google': { values: firstName, normalise: googleGivenName, digest: 'other_rule' },
  'last_name.google': { values: lastName, normalise: googleFamilyName, digest: 'other_rule' },
  'street.ga4': { values: (raw) => [raw.street], normalise: ga4Street, digest: 'passes' },
  'street.lower': { values: (raw) => [raw.street], normalise: lowerStreet, digest: 'other_rule' },
  'city.meta': { values: (raw) => [raw.city], normalise: metaCity, digest: 'passes' },
  'state.meta': {
    values: (raw) => [raw.state],
    normalise: (value, c) => metaState(value, c.country),
    digest: 'passes',
  },
  'state.two_letter': {
    values: (raw) => [raw.state],
    normalise: (value, c) => twoLetterState(value, c.country),
    digest: 'other_rule',
  },
  'postcode.meta': {
    values: (raw) => [raw.postcode],
    normalise: (value, c) => metaPostcode(value, c.country),
    digest: 'passes',
  },
  'postcode.lower': { values: (raw) => [raw.postcode], normalise: lowerPostcode, digest: 'other_rule' },
  'postcode.digits': { values: (raw) => [raw.postcode], normalise: digitsPostcode, digest: 'other_rule' },
  'country.lower': { values: (raw) => [raw.country], normalise: lowerCountry, digest: 'passes' },
  'gender.initial': { values: (raw) => [raw.gender], normalise: genderInitial, digest: 'passes' },
  'gender.initial_or_n': { values: (raw) => [raw.gender], normalise: genderInitialOrN, digest: 'passes' },
  'birth_date.yyyymmdd': { values: (raw) => [raw.birthDate], normalise: yyyymmddBirthDate, digest: 'passes' },
  'external_id.plain': { values: (raw) => [raw.externalId], normalise: plainExternalId, digest: 'is_value' },
}
