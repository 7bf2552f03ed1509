import type { DecodedText } from './decode-text.ts'
import { decodeText } from './decode-text.ts'
import type { Span } from './find-emails.ts'
import { findEmails } from './find-emails.ts'
import { findParameters } from './find-parameters.ts'
import { findLoosePhones, findPhones } from './find-phones.ts'

export interface TextOptions {
  /** The key says that the value is a phone. */
  isPhone: boolean
  /** The key says that the value is an id, a code, money or a time. */
  isIdentifier: boolean
}

/** Most texts are answered here: without one of these, or of the characters that fold to one or are invisible, there is nothing to find. */
const suspicious =
  /[@%&\\=+\u00ad\u0660-\u0669\u06f0-\u06f9\u200b-\u200f\u202a-\u202e\u2060-\u208e\ufb29\ufe50-\ufe6b\ufeff-\uff5e\ud835]|[\u180b-\u180f]|[\ufe00-\ufe0f]|\u034f|00/

/** What was glued to a finding can show itself once that is gone (`a@x.com+4917…`); more rounds than any text needs. */
const maxRounds = 4

/** The text without e-mails, phones and personal query parameters; the same string when there was nothing to do. */
export function scrubText(text: string, options: TextOptions = { isPhone: false, isIdentifier: false }): string {
  let current = text
  for (let round = 0; round < maxRounds; round++) {
    const next = scrubbedOnce(current, options)
    if (next === current) return current
    current = next
  }
  return current
}

function scrubbedOnce(text: string, options: TextOptions): string {
  if (!suspicious.test(text) && !options.isPhone) return text
  const decoded = decodeText(text)
  return withSpansReplaced({ text, decoded, spans: spansIn(decoded, text, options) })
}

function spansIn(decoded: DecodedText, text: string, options: TextOptions): Span[] {
  const phones = findPhones(decoded, text)
  return [
    ...findParameters(decoded, text),
    ...findEmails(decoded.text),
    ...(options.isIdentifier ? phones.filter((span) => decoded.text[span.start] === '+') : phones),
    ...(options.isPhone ? findLoosePhones(decoded.text) : []),
  ]
}

interface Replacement {
  text: string
  decoded: DecodedText
  spans: Span[]
}

function withSpansReplaced({ text, decoded, spans }: Replacement): string {
  if (spans.length === 0) return text
  const parts: string[] = []
  let from = 0
  for (const span of merged(spans)) {
    parts.push(text.slice(from, decoded.startOf(span.start)), span.marker)
    from = decoded.endOf(span.end - 1)
  }
  return parts.join('') + text.slice(from)
}

/** Overlapping findings are one, named by the first and widest. */
function merged(spans: Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}
