import type { JsonObject } from '../../core/json.ts'
import type { GoogleAdsChecks } from './google-ads-rows.ts'
import { holdsEmail, isCurrency, isFilledString, looksHashed, objectOr, pathKey } from './values.ts'

interface Place {
  at: string
  now: Date
  isAdjustment: boolean
  /** Orders of this request, by action. */
  seen: Set<string>
  checks: GoogleAdsChecks
}

const knownOfConversion = new Set([
  ...['gclid', 'gbraid', 'wbraid', 'conversionAction', 'conversionDateTime', 'conversionValue', 'currencyCode'],
  ...['orderId', 'externalAttributionData', 'customVariables', 'cartData', 'userIdentifiers', 'conversionEnvironment'],
  ...['consent', 'customerType', 'userIpAddress', 'sessionAttributesEncoded', 'sessionAttributesKeyValuePairs'],
])
const knownOfAdjustment = new Set([
  ...['gclidDateTimePair', 'orderId', 'conversionAction', 'adjustmentDateTime', 'adjustmentType', 'restatementValue'],
  ...['userIdentifiers', 'userAgent'],
])

export function checkRow(value: unknown, place: Place): void {
  const { at, isAdjustment, checks } = place
  const row = objectOr(value)
  if (!checks.check(row !== null, 'row.object', at) || row === null) return
  const known = isAdjustment ? knownOfAdjustment : knownOfConversion
  for (const key of Object.keys(row)) checks.check(known.has(key), 'row.known', `${at}.${pathKey(key)}`)
  const action = typeof row.conversionAction === 'string' ? row.conversionAction : ''
  const isAction = /^customers\/\d{10}\/conversionActions\/\d{1,20}$/.test(action)
  checks.check(isAction, 'conversion_action', `${at}.conversionAction`)
  checkOrder(row, place)
  if (isAdjustment) checkAdjustment(row, place)
  else checkConversion(row, place)
}

function checkOrder({ orderId, conversionAction }: JsonObject, { at, isAdjustment, seen, checks }: Place): void {
  const path = `${at}.orderId`
  if (orderId === undefined) {
    checks.report(isAdjustment ? 'adjustment.order_id' : 'order_id.advised', path)
    return
  }
  if (!checks.check(isFilledString(orderId), 'order_id', path)) return
  checks.check(!holdsEmail(String(orderId)), 'order_id.raw', path)
  const key = `${String(conversionAction)}\n${String(orderId)}`
  checks.check(isAdjustment || !seen.has(key), 'duplicate', path)
  seen.add(key)
}

function checkConversion(row: JsonObject, place: Place): void {
  const { at, checks } = place
  checkTime(row.conversionDateTime, { ...place, at: `${at}.conversionDateTime` })
  const clicks = (['gclid', 'gbraid', 'wbraid'] as const).filter((name) => row[name] !== undefined)
  for (const name of clicks) checks.check(isFilledString(row[name]), 'click_id', `${at}.${name}`)
  checks.check(!/unknown/i.test(String(row.gclid ?? '')), 'click_id.unknown', `${at}.gclid`)
  const hasIdentifiers = row.userIdentifiers !== undefined
  checks.check(clicks.length > 0 || hasIdentifiers, 'match_key', at)
  checks.check(row.gbraid === undefined || row.wbraid === undefined, 'braids', `${at}.gbraid`)
  const hasBraid = row.gbraid !== undefined || row.wbraid !== undefined
  checks.check(!(hasBraid && hasIdentifiers), 'braid.identifiers', `${at}.userIdentifiers`)
  checkMoney(row, place)
  checkConsent(row.consent, place)
  if (hasIdentifiers) checkIdentifiers(row.userIdentifiers, place)
}

const daysMax = 90

function checkTime(value: unknown, { at, now, checks }: Place): void {
  const text = typeof value === 'string' ? value : ''
  const isTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text)
  const ms = isTime ? Date.parse(text.replace(' ', 'T')) : Number.NaN
  if (!checks.check(!Number.isNaN(ms), 'date_time', at)) return
  checks.check(ms <= now.getTime() + 60_000, 'date_time.future', at)
  checks.check(now.getTime() - ms <= daysMax * 86_400_000, 'date_time.age', at)
}

function checkMoney({ conversionValue: value, currencyCode: currency }: JsonObject, { at, checks }: Place): void {
  const isValue = value === undefined || (typeof value === 'number' && value >= 0)
  checks.check(isValue, 'value', `${at}.conversionValue`)
  checks.check(currency === undefined || isCurrency(currency), 'currency', `${at}.currencyCode`)
  checks.check(value === undefined || currency !== undefined, 'value.currency', `${at}.currencyCode`)
}

const consentValues = new Set<unknown>(['GRANTED', 'DENIED', 'UNSPECIFIED', 'UNKNOWN'])

function checkConsent(value: unknown, { at, checks }: Place): void {
  const consent = objectOr(value)
  if (consent === null) {
    checks.report(value === undefined ? 'consent.advised' : 'consent', `${at}.consent`)
    return
  }
  const fields = Object.values(consent)
  checks.check(fields.length > 0 && fields.every((field) => consentValues.has(field)), 'consent', `${at}.consent`)
}

function checkAdjustment(row: JsonObject, place: Place): void {
  const { at, checks } = place
  const { adjustmentType: type, restatementValue } = row
  const isType = type === 'RETRACTION' || type === 'RESTATEMENT' || type === 'ENHANCEMENT'
  if (!checks.check(isType, 'adjustment_type', `${at}.adjustmentType`)) return
  if (type !== 'ENHANCEMENT' || row.adjustmentDateTime !== undefined)
    checkTime(row.adjustmentDateTime, { ...place, at: `${at}.adjustmentDateTime` })
  if (type === 'RETRACTION') checks.check(restatementValue === undefined, 'retraction.value', `${at}.restatementValue`)
  if (type === 'RESTATEMENT') checkRestatement(objectOr(restatementValue) ?? {}, place)
  if (type !== 'ENHANCEMENT') return
  if (checks.check(row.userIdentifiers !== undefined, 'enhancement.identifiers', `${at}.userIdentifiers`))
    checkIdentifiers(row.userIdentifiers, place)
}

function checkRestatement({ adjustedValue: value, currencyCode: currency }: JsonObject, { at, checks }: Place): void {
  const path = `${at}.restatementValue`
  checks.check(typeof value === 'number' && value >= 0, 'restatement.value', path)
  checks.check(currency === undefined || isCurrency(currency), 'currency', `${path}.currencyCode`)
}

function checkIdentifiers(value: unknown, place: Place): void {
  const { at, checks } = place
  const path = `${at}.userIdentifiers`
  if (!checks.check(Array.isArray(value) && value.length > 0, 'identifiers.list', path) || !Array.isArray(value)) return
  checks.check(value.length <= 5, 'identifiers.max', path)
  for (const [index, one] of value.entries()) checkIdentifier(one, { ...place, at: `${path}[${index}]` })
}

function checkIdentifier(value: unknown, place: Place): void {
  const { at, isAdjustment, checks } = place
  const identifier = objectOr(value)
  if (!checks.check(identifier !== null, 'identifiers.list', at) || identifier === null) return
  const keys = Object.keys(identifier).filter((key) => key !== 'userIdentifierSource')
  checks.check(keys.length === 1, 'identifiers.one', at)
  const { hashedEmail, hashedPhoneNumber, addressInfo } = identifier
  const supported = keys.every((key) => key === 'hashedEmail' || key === 'hashedPhoneNumber')
  checks.check(isAdjustment || supported, 'identifiers.supported', at)
  for (const hashed of [hashedEmail, hashedPhoneNumber])
    checks.check(hashed === undefined || looksHashed(hashed), 'identifiers.hashed', at)
  if (addressInfo !== undefined) checkAddress(objectOr(addressInfo) ?? {}, { ...place, at: `${at}.addressInfo` })
}

function checkAddress(address: JsonObject, { at, checks }: Place): void {
  for (const key of ['hashedFirstName', 'hashedLastName', 'hashedStreetAddress'] as const)
    checks.check(address[key] === undefined || looksHashed(address[key]), 'identifiers.hashed', `${at}.${key}`)
  const plain = ['city', 'state', 'postalCode', 'countryCode'] as const
  const isPlain = plain.every(
    (key) => address[key] === undefined || (isFilledString(address[key]) && !looksHashed(address[key])),
  )
  const hasCountry = address.countryCode === undefined || /^[A-Z]{2}$/.test(String(address.countryCode))
  checks.check(isPlain && hasCountry, 'identifiers.address', at)
}
