import { humanText, lowered, withoutCharacters } from './clean-text.ts'
import type { Normalised } from './normalised.ts'
import { textOr } from './normalised.ts'

/**
 * Meta, Pinterest, Snap `fn`/`ln`: lower-case, no punctuation, UTF-8. The text says nothing of spaces inside a name; they
 * go, as in facebook/capi-param-builder (the rule of Meta's own pixel); the older business SDK keeps them.
 */
export function metaName(raw: string): Normalised {
  return textOr(withoutCharacters(lowered(humanText(raw), 'NFC'), /[\p{P}\p{S}\p{Z}\p{Cc}]/gu), 'empty_name')
}

/** TikTok `first_name`, `last_name`: trim and lower-case, nothing else (reference 4). */
export function lowerName(raw: string): Normalised {
  return textOr(lowered(humanText(raw), 'NFC'), 'empty_name')
}

/** GA4 user_data names: digits and symbols removed, lower-case, trimmed. Data Manager's util keeps hyphens; GA4's text does not. */
export function ga4Name(raw: string): Normalised {
  return textOr(withoutCharacters(lowered(humanText(raw), 'NFC'), /[\p{N}\p{P}\p{S}]/gu), 'empty_name')
}

/** Google Ads and Data Manager given name (googleads/data-manager-node formatter): lower-case, one leading `Mr.` … `Dr.` off. */
export function googleGivenName(raw: string): Normalised {
  const name = lowered(humanText(raw), 'NFC')
  return textOr(name.replace(/^(?:mr|mrs|ms|dr)\.(?:\s|$)/, '').trim(), 'empty_name')
}

/** The same formatter's family name: suffixes go only behind a space or comma, so that `petrov` keeps its `v`. */
export function googleFamilyName(raw: string): Normalised {
  let name = lowered(humanText(raw), 'NFC')
  while (familySuffix.test(name)) name = name.replace(familySuffix, '')
  return textOr(name.trim(), 'empty_name')
}

const familySuffix = /(?:,\s*|\s)(?:jr\.?|sr\.?|2nd|3rd|ii|iii|iv|v|vi|cpa|dc|dds|vm|jd|md|phd)\s*$/
