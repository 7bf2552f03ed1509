import { internationalPhone } from '../identity/phone.ts'
import type { DecodedText } from './decode-text.ts'
import type { Span } from './find-emails.ts'
import { namesIdentifier } from './key-names.ts'

const separators = String.raw`[\s().\/\u2010-\u2015-]{0,3}`
/** `00` not at the end of a number (`99.00 4917…`), of a time or of an id. */
const prefixed = new RegExp(
  String.raw`(?:\+|(?<![\p{L}\p{N}\/_-]|\d[.,:])00)${separators}[1-9](?:${separators}\d){6,16}`,
  'gu',
)
const loose = new RegExp(String.raw`\+?\d(?:${separators}\d){4,19}`, 'gu')

/** Past this, what looks like a phone counts as one: parsing costs about 10 µs, and a hostile text can hold thousands. */
const maxParsesPerText = 200

/** Phones that say their country by `+` or `00` and parse as valid numbers. */
export function findPhones(decoded: DecodedText, source: string): Span[] {
  if (!/\+|00/.test(decoded.text)) return []
  const budget = { parses: maxParsesPerText }
  const spans: Span[] = []
  prefixed.lastIndex = 0
  for (let match = prefixed.exec(decoded.text); match; match = prefixed.exec(decoded.text)) {
    const end = isPrefix(decoded, source, match) ? phoneEnd(match, budget) : null
    if (end !== null) spans.push({ start: match.index, end, marker: '[phone]' })
    prefixed.lastIndex = end ?? match.index + 1
  }
  return spans
}

/** Any run of digits that a field named for phones can mean. */
export function findLoosePhones(text: string): Span[] {
  return Array.from(text.matchAll(loose), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    marker: '[phone]',
  }))
}

/** The longest valid number that ends where a group of digits ends: `+49 170 1234567 12` holds one. */
function phoneEnd(match: RegExpExecArray, budget: { parses: number }): number | null {
  for (let text = match[0]; /\d{2}/.test(text.slice(2)); text = withoutLastGroup(text)) {
    if (budget.parses-- <= 0 || internationalPhone(text) !== null) return match.index + text.length
  }
  return null
}

function withoutLastGroup(text: string): string {
  return text.replace(/\d+$/, '').replace(/\D+$/, '')
}

function isPrefix(decoded: DecodedText, source: string, match: RegExpExecArray): boolean {
  const before = decoded.text[match.index - 1] ?? ''
  if (match[0].startsWith('+')) {
    // A bare + behind a word is a space in a query (`q=order+4917…`) or a sum.
    const isBare = source.slice(decoded.startOf(match.index), decoded.endOf(match.index)) === '+'
    return !isBare || !/[\p{L}\p{N}]/u.test(before)
  }
  return before !== '=' || !namesIdentifier(parameterName(decoded.text, match.index - 1))
}

function parameterName(text: string, end: number): string {
  return /[^?&#;\s]*$/.exec(text.slice(Math.max(0, end - 64), end))?.[0] ?? ''
}
