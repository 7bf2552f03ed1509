import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { namePattern, reservedPrefix } from './ga4-event.ts'
import type { Ga4Checks } from './ga4-rows.ts'
import {
  emptyDigest,
  holdsEmail,
  holdsPhone,
  isFilledString,
  isSha256,
  listOf,
  looksHashed,
  objectOr,
  pathKey,
  stringsIn,
} from './values.ts'

export function checkUserData(body: JsonObject, checks: Ga4Checks): void {
  const at = 'user_data'
  if (body.user_data === undefined) return
  const data = objectOr(body.user_data)
  if (!checks.check(data !== null, 'user_data.object', at) || data === null) return
  checks.check(body.user_id !== undefined, 'user_data.user_id', 'user_id')
  checks.check(!stringsIn(data).some((text) => holdsEmail(text) || holdsPhone(text)), 'user_data.raw', at)
  for (const [key, field] of Object.entries(data)) {
    if (key === 'address') checkAddresses(field, checks)
    else checkDigests(key, field, { at: `${at}.${pathKey(key)}`, checks })
  }
}

interface Place {
  at: string
  checks: Ga4Checks
}

const digestKeys = new Set(['sha256_email_address', 'sha256_phone_number'])
const addressDigestKeys = new Set(['sha256_first_name', 'sha256_last_name', 'sha256_street'])
const addressPlainKeys = new Set(['city', 'region', 'postal_code', 'country'])

function checkDigests(key: string, field: Json, { at, checks }: Place): void {
  if (!checks.check(digestKeys.has(key), 'user_data.known', at)) return
  for (const value of listOf(field)) checkDigest(value, { at, checks })
}

function checkDigest(value: unknown, { at, checks }: Place): void {
  checks.check(isSha256(value), 'user_data.hashed', at)
  checks.check(value !== emptyDigest, 'user_data.empty_hash', at)
}

function checkAddresses(field: Json, checks: Ga4Checks): void {
  for (const value of listOf(field)) {
    const address = objectOr(value)
    if (address === null) checks.report('user_data.object', 'user_data.address')
    else checkAddress(address, checks)
  }
}

function checkAddress(address: JsonObject, checks: Ga4Checks): void {
  for (const [key, value] of Object.entries(address)) {
    const at = `user_data.address.${pathKey(key)}`
    if (addressDigestKeys.has(key)) checkDigest(value, { at, checks })
    else if (addressPlainKeys.has(key)) checks.check(isPlain(value), 'user_data.plain', at)
    else checks.report('user_data.known', at)
  }
}

function isPlain(value: unknown): boolean {
  return isFilledString(value) && !looksHashed(value)
}

const reservedProperties = new Set([
  'first_open_time',
  'first_visit_time',
  'last_deep_link_referrer',
  'user_id',
  'first_open_after_install',
])

export function checkUserProperties(value: unknown, checks: Ga4Checks): void {
  const at = 'user_properties'
  if (value === undefined) return
  if (!isJsonObject(value)) {
    checks.report('user_properties.object', at)
    return
  }
  const entries = Object.entries(value)
  checks.check(entries.length <= 25, 'user_properties.max', at)
  for (const [name, property] of entries) checkProperty(name, property, { at: `${at}.${pathKey(name)}`, checks })
}

function checkProperty(name: string, property: Json, { at, checks }: Place): void {
  const reserved = reservedProperties.has(name) || reservedPrefix.test(name)
  checks.check(!reserved, 'user_properties.reserved', at)
  checks.check(reserved || (namePattern.test(name) && name.length <= 24), 'user_properties.name', at)
  const value = objectOr(property)?.value
  const fits = typeof value === 'string' || typeof value === 'number'
  if (!checks.check(fits, 'user_properties.object', at)) return
  checks.check([...String(value)].length <= 36, 'user_properties.value', at)
}
