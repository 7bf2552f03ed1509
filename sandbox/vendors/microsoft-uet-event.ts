import { isIP } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import type { MicrosoftUetChecks } from './microsoft-uet-rows.ts'
import {
  emptyDigest,
  holdsEmail,
  holdsPhone,
  isCurrency,
  isFilledString,
  isHttpUrl,
  isSha256,
  looksHashed,
  objectOr,
  pathKey,
} from './values.ts'

interface Place {
  at: string
  now: Date
  checks: MicrosoftUetChecks
}

const knownOfEvent = new Set([
  ...['eventType', 'eventName', 'eventId', 'eventTime', 'eventSourceUrl', 'pageLoadId', 'referrerUrl', 'pageTitle'],
  ...['keywords', 'adStorageConsent', 'userData', 'customData'],
])

export function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  const hasFlags = event.dataProvider !== undefined || event.continueOnValidationError !== undefined
  checks.check(!hasFlags, 'body.flags', at)
  const flags = new Set(['dataProvider', 'continueOnValidationError'])
  for (const key of Object.keys(event).filter((one) => !flags.has(one)))
    checks.check(knownOfEvent.has(key), 'event.known', `${at}.${pathKey(key)}`)
  checkKind(event, place)
  checkTime(event.eventTime, { ...place, at: `${at}.eventTime` })
  checkId(event.eventId, { ...place, at: `${at}.eventId` })
  checkConsent(event, place)
  checkUser(event.userData, { ...place, at: `${at}.userData` })
  checkCustom(event, { ...place, at: `${at}.customData` })
}

function checkKind({ eventType, eventName, eventSourceUrl: url }: JsonObject, { at, checks }: Place): void {
  checks.check(eventType === 'pageLoad' || eventType === 'custom', 'event_type', `${at}.eventType`)
  checks.check(eventType !== 'custom' || isFilledString(eventName), 'event_name', `${at}.eventName`)
  const isUrl = url === undefined ? eventType !== 'pageLoad' : isHttpUrl(url)
  checks.check(isUrl, 'source_url', `${at}.eventSourceUrl`)
}

/** Seconds reach eleven digits in the year 5138; milliseconds have thirteen. */
const secondsMax = 99_999_999_999

function checkTime(value: unknown, { at, now, checks }: Place): void {
  const seconds = Number.isInteger(value) ? (value as number) : Number.NaN
  if (!checks.check(seconds > 0 && seconds <= secondsMax, 'event_time.seconds', at)) return
  const ageSeconds = now.getTime() / 1000 - seconds
  checks.check(ageSeconds >= -60, 'event_time.future', at)
  checks.check(ageSeconds <= 7 * 86_400, 'event_time.age', at)
}

function checkId(value: unknown, { at, checks }: Place): void {
  if (value === undefined) checks.report('event_id.advised', at)
  else checks.check(isFilledString(value), 'event_id', at)
}

function checkConsent({ adStorageConsent: consent, userData }: JsonObject, { at, checks }: Place): void {
  const path = `${at}.adStorageConsent`
  if (consent === undefined) checks.report('consent.advised', path)
  else checks.check(consent === 'G' || consent === 'D', 'consent', path)
  const hasUser = Object.keys(objectOr(userData) ?? {}).length > 0
  checks.check(consent !== 'D' || !hasUser, 'user.denied', `${at}.userData`)
}

const hashedKeys = new Set(['em', 'ph'])
const plainKeys = new Set([
  ...['anonymousId', 'externalId', 'msclkid', 'clientIpAddress', 'clientUserAgent', 'idfa', 'gaid'],
])

function checkUser(value: unknown, { at, checks }: Place): void {
  if (value === undefined) return
  const user = objectOr(value)
  if (!checks.check(user !== null, 'user.object', at)) return
  for (const [key, field] of Object.entries(user ?? {}))
    checkUserField(key, field, { at: `${at}.${pathKey(key)}`, checks })
}

function checkUserField(key: string, field: unknown, { at, checks }: Pick<Place, 'at' | 'checks'>): void {
  const text = typeof field === 'string' ? field : ''
  // A user agent is free text of the browser; bots put their operator's address there.
  if (key !== 'clientUserAgent') checks.check(!holdsEmail(text) && !holdsPhone(text), 'user.raw', at)
  if (hashedKeys.has(key)) {
    checks.check(isSha256(field), 'user.hashed', at)
    checks.check(field !== emptyDigest, 'user.empty_hash', at)
    return
  }
  if (!checks.check(plainKeys.has(key), 'user.known', at)) return
  const mayBeDigest = key === 'externalId' || key === 'anonymousId'
  checks.check(isFilledString(field) && (mayBeDigest || !looksHashed(field)), 'user.plain', at)
  if (key === 'clientIpAddress') checks.check(isIP(text) !== 0, 'user.ip', at)
}

const knownOfCustom = new Set([
  ...['eventCategory', 'eventLabel', 'eventValue', 'searchTerm', 'transactionId', 'value', 'currency', 'itemIds'],
  ...['pageType', 'ecommTotalValue', 'ecommCategory', 'items', 'hotelData'],
])
const pageTypes = new Set<unknown>(['home', 'product', 'category', 'searchresults', 'cart', 'purchase', 'other'])

function checkCustom({ customData: value, eventName }: JsonObject, place: Place): void {
  const { at, checks } = place
  const isPurchase = eventName === 'purchase'
  if (value === undefined) {
    checks.check(!isPurchase, 'custom.transaction', `${at}.transactionId`)
    return
  }
  const custom = objectOr(value)
  if (!checks.check(custom !== null, 'custom.object', at) || custom === null) return
  for (const key of Object.keys(custom)) checks.check(knownOfCustom.has(key), 'custom.known', `${at}.${pathKey(key)}`)
  checkMoney(custom, place)
  const { transactionId, pageType } = custom
  const hasTransaction = transactionId === undefined ? !isPurchase : isFilledString(transactionId)
  checks.check(hasTransaction, 'custom.transaction', `${at}.transactionId`)
  checks.check(pageType === undefined || pageTypes.has(pageType), 'custom.page_type', `${at}.pageType`)
  checkItems(custom, place)
}

function checkMoney({ value, ecommTotalValue: total, currency }: JsonObject, { at, checks }: Place): void {
  for (const number of [value, total])
    checks.check(number === undefined || (typeof number === 'number' && number >= 0), 'custom.number', at)
  checks.check(currency === undefined || isCurrency(currency), 'custom.currency', `${at}.currency`)
  checks.check(value === undefined || currency !== undefined, 'custom.value_currency', `${at}.currency`)
}

function checkItems({ items, itemIds }: JsonObject, { at, checks }: Place): void {
  if (items !== undefined) checks.check(Array.isArray(items) && items.every(isItem), 'custom.items', `${at}.items`)
  const isIds = Array.isArray(itemIds) ? itemIds.every(isFilledString) : isFilledString(itemIds)
  checks.check(itemIds === undefined || isIds, 'custom.item_ids', `${at}.itemIds`)
}

function isItem(value: unknown): boolean {
  const item = objectOr(value)
  if (item === null || !isFilledString(item.id)) return false
  const isPrice = item.price === undefined || typeof item.price === 'number'
  return isPrice && (item.quantity === undefined || Number.isInteger(item.quantity))
}
