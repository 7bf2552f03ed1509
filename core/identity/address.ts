import { humanText, lowered, machineText, withoutCharacters } from './clean-text.ts'
import { countryCodeFor } from './country-code.ts'
import type { Normalised } from './normalised.ts'
import { textOr } from './normalised.ts'
import { usStateCodeFor } from './us-states.ts'

/** Spaces, punctuation and symbols. */
const spacing = /[\p{P}\p{S}\p{Z}\p{Cc}]/gu

/** GA4 user_data sha256_street: symbols removed, lower-case, trimmed; digits stay (the house number). */
export function ga4Street(raw: string): Normalised {
  return textOr(withoutCharacters(lowered(humanText(raw), 'NFC'), /[\p{P}\p{S}]/gu), 'empty_street')
}

/** Google Ads hashedStreetAddress: trim and lower-case, nothing else. */
export function lowerStreet(raw: string): Normalised {
  return textOr(lowered(humanText(raw), 'NFC'), 'empty_street')
}

/** Meta `ct`: lower-case, no spaces, no punctuation; letters of any script stay (the SDK also drops digits, the text does not). */
export function metaCity(raw: string): Normalised {
  return textOr(compact(raw), 'empty_city')
}

/** Meta `st`: two-letter code for US states, also from their names; elsewhere lower-case without spaces and punctuation. */
export function metaState(raw: string, country: string | null): Normalised {
  const code = country === null ? null : countryCodeFor(country)
  const state = compact(raw)
  // A person whose country we cannot read may be in the US; one in another country is not (`Georgia`).
  const usState = code === null || code === 'US' ? usStateCodeFor(state) : null
  return textOr(usState ?? state, 'empty_state')
}

/** Pinterest `st`: two letters in lower case; a US state also from its name. What has no such code is left out. */
export function twoLetterState(raw: string, country: string | null): Normalised {
  const state = metaState(raw, country)
  return 'text' in state && !/^[a-z]{2}$/.test(state.text) ? { absent: 'state_without_code' } : state
}

/** Meta `zp`: lower-case, no spaces, no dash; US: the first five digits. ZIP+4 says US by its shape. */
export function metaPostcode(raw: string, country: string | null): Normalised {
  const text = lowered(machineText(raw), 'NFKC')
  const isUs = (country !== null && countryCodeFor(country) === 'US') || /^\d{5}-\d{4}$/.test(text)
  const postcode = withoutCharacters(text, spacing)
  if (!isUs) return textOr(postcode, 'empty_postcode')
  return /^\d{5}/.test(postcode) ? { text: postcode.slice(0, 5) } : { absent: 'unparseable_postcode' }
}

/** TikTok `zip_code`: trim and lower-case, nothing else (reference 4). */
export function lowerPostcode(raw: string): Normalised {
  return textOr(lowered(machineText(raw), 'NFKC'), 'empty_postcode')
}

/** Pinterest `zp`: digits only, so that British and Canadian postcodes collapse; its OpenAPI says so all the same. */
export function digitsPostcode(raw: string): Normalised {
  return textOr(machineText(raw).replace(/\D/g, ''), 'postcode_without_digits')
}

/** Meta `country`: ISO 3166-1 alpha-2 in lower case; names are mapped, an unknown one is dropped. */
export function lowerCountry(raw: string): Normalised {
  const code = countryCodeFor(raw)
  return code === null ? { absent: 'unknown_country' } : { text: code.toLowerCase() }
}

function compact(raw: string): string {
  return withoutCharacters(lowered(humanText(raw), 'NFC'), spacing)
}
