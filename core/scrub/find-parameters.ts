import type { PersonField } from '../identity/person-fields.ts'
import { personFieldOf } from '../identity/person-fields.ts'
import type { DecodedText } from './decode-text.ts'
import type { Span } from './find-emails.ts'
import { namesPhone } from './key-names.ts'

const parameter = /(?<=^|[?&#;])([^=&#?;\s]{1,64})=/gu
const wholeUrl = /^\s*(?:[a-z][a-z0-9+.-]{0,20}:\/\/|[/?])/i
/** Places that rest in plain (`state` is OAuth's parameter, too), a shop's filter by gender, and what only its value can tell. */
const harmless = new Set<PersonField>(['country', 'countryCode', 'state', 'stateCode', 'gender', 'maybeEmail'])
const markers = new Set(['[email]', '[phone]', '[removed]'])

/** Values of query parameters whose name says they are personal, in every layer of an encoded URL. */
export function findParameters(decoded: DecodedText, source: string): Span[] {
  if (!decoded.text.includes('=')) return []
  const isUrl = wholeUrl.test(source)
  const spans: Span[] = []
  parameter.lastIndex = 0
  for (let match = parameter.exec(decoded.text); match; match = parameter.exec(decoded.text)) {
    const kind = kindOf(match[1] ?? '')
    if (kind === null) continue
    const start = parameter.lastIndex
    const end = valueEnd({ decoded, source, start, isUrl })
    if (isTelling(kind, decoded.text.slice(start, end))) spans.push({ start, end, marker: `[${kind}]` })
    parameter.lastIndex = end
  }
  return spans
}

type Kind = 'email' | 'phone' | 'removed'

function kindOf(name: string): Kind | null {
  const field = fieldOf(name)
  if (field === 'phone' || field === 'maybePhone' || namesPhone(name)) return 'phone'
  if (field === null || harmless.has(field)) return null
  return field === 'email' ? 'email' : 'removed'
}

/** `mobile=true` and `phone=iphone-15` are no phones. */
function isTelling(kind: Kind, value: string): boolean {
  if (value === '' || markers.has(value)) return false
  return kind !== 'phone' || value.replace(/\D/g, '').length >= 5
}

/** `checkout[shipping_address][first_name]` and `user.email` are named by their last part. */
function fieldOf(name: string) {
  const last =
    name
      .split(/[[\].]+/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  return personFieldOf(name, 'person') ?? personFieldOf(last, 'person')
}

interface ValueAt {
  decoded: DecodedText
  source: string
  start: number
  isUrl: boolean
}

/** A value ends at a delimiter that is encoded no deeper than its own `=`: in `a=%3Fname%3DJo%26b%3D1&c=2` at `%26`. */
function valueEnd({ decoded, source, start, isUrl }: ValueAt): number {
  const { text } = decoded
  const depth = widthAt(decoded, start - 1)
  for (let i = start; i < text.length; i++) {
    const character = text[i] ?? ''
    const isDelimiter = character === '&' || character === '#'
    if (isDelimiter && (widthAt(decoded, i) <= depth || source[decoded.startOf(i)] === '&')) return i
    if (!isUrl && /[\s"<>]/.test(character) && widthAt(decoded, i) === 1) return i
  }
  return text.length
}

function widthAt(decoded: DecodedText, index: number): number {
  return decoded.endOf(index) - decoded.startOf(index)
}
