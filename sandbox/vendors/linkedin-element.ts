import type { JsonObject } from '../../core/json.ts'
import type { LinkedInChecks } from './linkedin-rows.ts'
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

interface Place {
  at: string
  now: Date
  checks: LinkedInChecks
}

const known = new Set(['conversion', 'conversionHappenedAt', 'conversionValue', 'user', 'eventId'])

export function checkElement(value: unknown, place: Place): void {
  const { at, checks } = place
  const element = objectOr(value)
  if (!checks.check(element !== null, 'element.object', at) || element === null) return
  for (const key of Object.keys(element)) checks.check(known.has(key), 'element.known', `${at}.${pathKey(key)}`)
  const { conversion, eventId } = element
  const isRule = typeof conversion === 'string' && /^urn:lla:llaPartnerConversion:\d{1,20}$/.test(conversion)
  checks.check(isRule, 'conversion', `${at}.conversion`)
  checkTime(element.conversionHappenedAt, { ...place, at: `${at}.conversionHappenedAt` })
  checkValue(element.conversionValue, { ...place, at: `${at}.conversionValue` })
  checkUser(objectOr(element.user) ?? {}, { ...place, at: `${at}.user` })
  if (eventId === undefined) checks.report('event_id.advised', `${at}.eventId`)
  else checks.check(isFilledString(eventId), 'event_id', `${at}.eventId`)
}

/** Milliseconds have thirteen digits since 2001; seconds have ten. */
const millisecondsMin = 1_000_000_000_000

function checkTime(value: unknown, { at, now, checks }: Place): void {
  const ms = Number.isSafeInteger(value) ? (value as number) : Number.NaN
  if (!checks.check(ms >= millisecondsMin, 'happened_at.ms', at)) return
  const ageMs = now.getTime() - ms
  checks.check(ageMs <= 90 * 86_400_000, 'happened_at.age', at)
  checks.check(ageMs >= -60_000, 'happened_at.future', at)
}

function checkValue(value: unknown, { at, checks }: Place): void {
  if (value === undefined) return
  const money = objectOr(value)
  if (!checks.check(money !== null, 'value', at) || money === null) return
  const isAmount = typeof money.amount === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(money.amount)
  checks.check(isAmount, 'value.amount', `${at}.amount`)
  checks.check(isCurrency(money.currencyCode), 'value.currency', `${at}.currencyCode`)
}

function checkUser(user: JsonObject, place: Place): void {
  const { at, checks } = place
  const { userIds, userInfo, externalIds } = user
  if (checks.check(Array.isArray(userIds), 'user.ids', `${at}.userIds`) && Array.isArray(userIds))
    for (const [index, one] of userIds.entries()) checkId(one, { ...place, at: `${at}.userIds[${index}]` })
  if (userInfo !== undefined) checkInfo(objectOr(userInfo) ?? {}, { ...place, at: `${at}.userInfo` })
  if (externalIds !== undefined) checkExternal(externalIds, { ...place, at: `${at}.externalIds` })
  const isEmpty = Array.isArray(userIds) && userIds.length === 0 && userInfo === undefined && externalIds === undefined
  checks.check(!isEmpty, 'user.nothing', at)
}

const trackingId = 'LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID'
const idTypes = new Set<unknown>(['SHA256_EMAIL', trackingId, 'ACXIOM_ID', 'ORACLE_MOAT_ID'])
const newerTypes = new Set<unknown>(['PLAINTEXT_IP_ADDRESS', 'GOOGLE_AID'])

function checkId(value: unknown, { at, checks }: Place): void {
  const { idType, idValue } = objectOr(value) ?? {}
  if (!checks.check(isFilledString(idType) && isFilledString(idValue), 'user.id', at)) return
  checks.check(!newerTypes.has(idType), 'user.id_type.newer', `${at}.idType`)
  checks.check(idTypes.has(idType) || newerTypes.has(idType), 'user.id_type', `${at}.idType`)
  if (idType === 'SHA256_EMAIL') {
    checks.check(isSha256(idValue), 'user.hashed', `${at}.idValue`)
    checks.check(idValue !== emptyDigest, 'user.empty_hash', `${at}.idValue`)
  } else checkPlain(idValue, { at: `${at}.idValue`, checks })
  checks.check(idType !== trackingId || !looksHashed(idValue), 'user.plain', `${at}.idValue`)
}

function checkInfo(info: JsonObject, { at, checks }: Place): void {
  const { firstName, lastName, countryCode } = info
  checks.check(isFilledString(firstName) && isFilledString(lastName), 'user.names', at)
  const isCountry = countryCode === undefined || (typeof countryCode === 'string' && /^[A-Z]{2}$/.test(countryCode))
  checks.check(isCountry, 'user.country', `${at}.countryCode`)
}

function checkExternal(value: unknown, { at, checks }: Place): void {
  const isOne = Array.isArray(value) && value.length <= 1 && value.every(isFilledString)
  if (checks.check(isOne, 'user.external_ids', at)) checkPlain((value as unknown[])[0], { at, checks })
}

function checkPlain(value: unknown, { at, checks }: Pick<Place, 'at' | 'checks'>): void {
  const text = typeof value === 'string' ? value : ''
  checks.check(!holdsEmail(text) && !holdsPhone(text), 'user.raw', at)
}
