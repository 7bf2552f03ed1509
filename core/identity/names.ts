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
