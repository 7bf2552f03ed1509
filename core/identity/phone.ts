import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max'
import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { machineText, prehashedDigest } from './clean-text.ts'
import type { Normalised } from './normalised.ts'

/** Longer than any number as people write it; keeps the parser away from prose. */
const maxLength = 64

/** Google, GA4, TikTok, Reddit, Microsoft, X: E.164 with `+`. `country` reads national numbers; without it they are dropped, never taken for US. */
export function e164Phone(raw: string, country: string | null): Normalised {
  const text = machineText(raw)
  if (text.length > maxLength || prehashedDigest(text) !== null) return { absent: 'unparseable_phone' }
  const number = internationalPhone(text)
  if (number) return { text: number }
  if (text.startsWith('+')) return { absent: 'unparseable_phone' }
  const known = knownCountry(country)
  if (!known) return { absent: /\d{5}/.test(text.replace(/\D/g, '')) ? 'phone_without_country' : 'unparseable_phone' }
  return nationalPhone(text, known)
}

/** Meta, Pinterest, Snap: digits with the country code, no `+`, no leading zeros (Meta `ph`). */
export function digitsPhone(raw: string, country: string | null): Normalised {
  const phone = e164Phone(raw, country)
  return 'text' in phone ? { text: phone.text.slice(1) } : phone
}

/** E.164 of a text that says its country itself, by `+` or `00`; null when it does not or is no valid number. */
export function internationalPhone(text: string): string | null {
  // `+0044…` and `00…` both mean `+`; Snap's peers keep those zeros.
  const plus = text.replace(/^(?:tel:)?\s*(?:\+\s*)?00\s*/i, '+').replace(/^tel:\s*/i, '')
  if (!plus.startsWith('+')) return null
  return validNumber(parsePhoneNumberFromString(plus))
}

function nationalPhone(text: string, country: CountryCode): Normalised {
  const national = parsePhoneNumberFromString(text, country)
  const number = withoutTrunkPrefix(text, national)
    ? (countryCodeWithoutPlus(text, country) ?? validNumber(national))
    : validNumber(national)
  return number ? { text: number } : { absent: 'unparseable_phone' }
}

/** Countries that dial a 0 before national numbers: without it a number is probably not in national form. */
function withoutTrunkPrefix(text: string, national: PhoneNumber | undefined): boolean {
  return !/^\D*0/.test(text) && (national === undefined || /^\D*0/.test(national.formatNational()))
}

/** `491701234567` sent as a German phone is +49 170 1234567, not a line in the area 0491. */
function countryCodeWithoutPlus(text: string, country: CountryCode): string | null {
  const digits = text.replace(/\D/g, '')
  if (!digits.startsWith(getCountryCallingCode(country))) return null
  return validNumber(parsePhoneNumberFromString(`+${digits}`))
}

function validNumber(phone: PhoneNumber | undefined): string | null {
  return phone?.isValid() ? phone.number : null
}

function knownCountry(country: string | null): CountryCode | null {
  const code = country?.trim().toUpperCase() ?? ''
  return isSupportedCountry(code) ? code : null
}
