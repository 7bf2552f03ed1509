import { isIP } from 'node:net'
import type { MetaChecks } from './meta-rows.ts'
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

const hashedKeys = new Set(['em', 'ph', 'fn', 'ln', 'ge', 'db', 'ct', 'st', 'zp', 'country'])
const plainKeys = new Set([
  'client_ip_address',
  'client_user_agent',
  'fbc',
  'fbp',
  'subscription_id',
  'fb_login_id',
  'lead_id',
  'anon_id',
  'madid',
  'page_id',
  'page_scoped_user_id',
  'ctwa_clid',
  'ig_account_id',
  'ig_sid',
])

interface Place {
  at: string
  checks: MetaChecks
}

export function checkUserData(value: unknown, place: Place): void {
  const { at, checks } = place
  const filled = Object.entries(objectOr(value) ?? {}).filter(([, field]) => isFilled(field))
  if (!checks.check(filled.length > 0, 'user_data.required', at)) return
  for (const [key, field] of filled) checkField(key, field, { at: `${at}.${pathKey(key)}`, checks })
  const keys = filled.map(([key]) => key)
  checks.check(!tooBroad.some((set) => keys.every((key) => set.has(key))), 'user_data.too_broad', at)
}

/** Sets of keys that Meta calls too broad to be matched when nothing else is sent. */
const tooBroad = [
  new Set(['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent']),
  new Set(['db', 'client_user_agent']),
  new Set(['fn', 'ge']),
  new Set(['ln', 'ge']),
]

function isFilled(field: unknown): boolean {
  if (field === null || field === '') return false
  return !Array.isArray(field) || field.length > 0
}

function checkField(key: string, field: unknown, place: Place): void {
  const { at, checks } = place
  // A user agent is free text of the browser; bots put their operator's address there.
  if (key !== 'client_user_agent') checks.check(!isRaw(field), 'user_data.raw', at)
  if (hashedKeys.has(key)) checkHashed(field, place)
  else if (key === 'external_id') checkExternalId(field, place)
  else if (plainKeys.has(key)) checkPlain(key, field, place)
  else checks.report('user_data.known', at)
}

function isRaw(field: unknown): boolean {
  return stringsIn(field).some((text) => holdsEmail(text) || holdsPhone(text))
}

function checkHashed(field: unknown, { at, checks }: Place): void {
  for (const [index, value] of listOf(field).entries()) {
    const path = Array.isArray(field) ? `${at}[${index}]` : at
    checks.check(isSha256(value), 'user_data.hashed', path)
    checks.check(value !== emptyDigest, 'user_data.empty_hash', path)
  }
}

function checkExternalId(field: unknown, { at, checks }: Place): void {
  const values = listOf(field)
  checks.check(values.every(isTextOrNumber), 'user_data.type', at)
  checks.check(values.every(isSha256), 'user_data.external_id', at)
}

function checkPlain(key: string, field: unknown, { at, checks }: Place): void {
  if (!checks.check(isTextOrNumber(field), 'user_data.type', at)) return
  checks.check(!looksHashed(field), 'user_data.never_hash', at)
  const text = String(field)
  if (key === 'client_ip_address') checks.check(isIP(text) !== 0, 'user_data.ip', at)
  if (key === 'fbc') checks.check(/^fb\.\d\.\d{13}\.\S+$/.test(text), 'user_data.fbc', at)
  if (key === 'fbp') checks.check(/^fb\.\d\.\d{13}\.\d+(\.\S+)?$/.test(text), 'user_data.fbp', at)
}

function isTextOrNumber(value: unknown): boolean {
  return isFilledString(value) || typeof value === 'number'
}
