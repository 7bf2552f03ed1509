import { isIPv4 } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import {
  emptyDigest,
  holdsEmail,
  holdsPhone,
  isCurrency,
  isFilledString,
  isSha256,
  looksHashed,
  objectOr,
  pathKey,
} from './values.ts'
import type { XChecks } from './x-rows.ts'

interface Place {
  at: string
  now: Date
  pixel: string
  checks: XChecks
}

const known = new Set([
  ...['conversion_time', 'event_id', 'identifiers', 'conversion_id', 'description', 'value', 'price_currency'],
  ...['number_items', 'contents', 'event_source_url', 'search_string'],
])

export function checkConversion(value: unknown, place: Place): void {
  const { at, checks } = place
  const conversion = objectOr(value)
  if (!checks.check(conversion !== null, 'conversion.object', at) || conversion === null) return
  for (const key of Object.keys(conversion)) checks.check(known.has(key), 'conversion.known', `${at}.${pathKey(key)}`)
  checkTime(conversion.conversion_time, { ...place, at: `${at}.conversion_time` })
  checkEvent(conversion.event_id, { ...place, at: `${at}.event_id` })
  checkIdentifiers(conversion.identifiers, { ...place, at: `${at}.identifiers` })
  const { conversion_id: id } = conversion
  if (id === undefined) checks.report('conversion_id.advised', `${at}.conversion_id`)
  else checks.check(isFilledString(id), 'conversion_id', `${at}.conversion_id`)
  checkWorth(conversion, place)
}

function checkTime(value: unknown, { at, now, checks }: Place): void {
  const isIso = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(value)
  const ms = isIso ? Date.parse(value) : Number.NaN
  if (!checks.check(!Number.isNaN(ms), 'time', at)) return
  checks.check(ms <= now.getTime() + 60_000, 'time.future', at)
}

function checkEvent(value: unknown, { at, pixel, checks }: Place): void {
  const [match, , ofPixel] = /^(tw-([a-z0-9]+)-)?[a-z0-9]{2,20}$/.exec(typeof value === 'string' ? value : '') ?? []
  if (!checks.check(match !== undefined, 'event_id', at)) return
  checks.check(ofPixel === undefined || ofPixel === pixel, 'event_id.pixel', at)
}

const hashedKeys = new Set(['hashed_email', 'hashed_phone_number'])
const strongKeys = new Set(['twclid', ...hashedKeys])
const knownKeys = new Set([...strongKeys, 'ip_address', 'user_agent'])

function checkIdentifiers(value: unknown, { at, checks }: Place): void {
  const list = Array.isArray(value) ? value.map(objectOr) : []
  const isList = list.length > 0 && list.every((one) => one !== null && Object.keys(one).length > 0)
  if (!checks.check(isList, 'identifiers.list', at)) return
  for (const [index, one] of list.entries()) checkIdentifier(one ?? {}, { at: `${at}[${index}]`, checks })
  const keys = list.flatMap((one) => Object.keys(one ?? {}))
  checks.check(
    keys.some((key) => strongKeys.has(key)),
    'identifiers.strong',
    at,
  )
}

function checkIdentifier(identifier: JsonObject, { at, checks }: Pick<Place, 'at' | 'checks'>): void {
  const keys = Object.keys(identifier)
  const isNetwork = keys.every((key) => key === 'ip_address' || key === 'user_agent')
  checks.check(keys.length === 1 || isNetwork, 'identifiers.one', at)
  for (const [key, value] of Object.entries(identifier)) checkField(key, value, { at: `${at}.${pathKey(key)}`, checks })
}

function checkField(key: string, value: unknown, { at, checks }: Pick<Place, 'at' | 'checks'>): void {
  if (!checks.check(knownKeys.has(key), 'identifiers.known', at)) return
  const text = typeof value === 'string' ? value : ''
  // A user agent is free text of the browser; bots put their operator's address there.
  if (key !== 'user_agent') checks.check(!holdsEmail(text) && !holdsPhone(text), 'identifiers.raw', at)
  if (hashedKeys.has(key)) {
    checks.check(isSha256(value), 'identifiers.hashed', at)
    checks.check(value !== emptyDigest, 'identifiers.empty_hash', at)
    return
  }
  checks.check(isFilledString(value) && !looksHashed(value), 'identifiers.plain', at)
  if (key === 'ip_address') checks.check(isIPv4(text), 'identifiers.ip', at)
}

function checkWorth(conversion: JsonObject, { at, checks }: Place): void {
  const { value, price_currency: currency, number_items: count, contents } = conversion
  const isValue = typeof value === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(value)
  checks.check(value === undefined || isValue, 'value', `${at}.value`)
  checks.check(currency === undefined || isCurrency(currency), 'currency', `${at}.price_currency`)
  checks.check(value === undefined || currency !== undefined, 'value.currency', `${at}.price_currency`)
  checks.check(count === undefined || Number.isInteger(count), 'number_items', `${at}.number_items`)
  const isContents = Array.isArray(contents) && contents.every(isContent)
  checks.check(contents === undefined || isContents, 'contents', `${at}.contents`)
}

function isContent(value: unknown): boolean {
  const content = objectOr(value)
  if (content === null || !isFilledString(content.content_id)) return false
  const isPrice = content.content_price === undefined || typeof content.content_price === 'number'
  return isPrice && (content.num_items === undefined || Number.isInteger(content.num_items))
}
