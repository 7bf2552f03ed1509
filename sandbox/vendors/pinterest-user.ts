import { isIP } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import { hasAny, isFilled, valuesAt } from './batch.ts'
import type { PinterestChecks } from './pinterest-rows.ts'
import { emptyDigest, holdsEmail, holdsPhone, isFilledString, isSha256, looksHashed, stringsIn } from './values.ts'

interface Place {
  at: string
  checks: PinterestChecks
}

const hashedKeys = [
  ...['em', 'ph', 'ge', 'db', 'ln', 'fn', 'ct', 'st', 'zp', 'country'],
  ...['external_id', 'hashed_maids'],
]
const plainKeys = ['client_user_agent', 'click_id', 'partner_id']

export function checkUserData(user: JsonObject, { at, checks }: Place): void {
  const browser = isFilledString(user.client_ip_address) && isFilledString(user.client_user_agent)
  checks.check(hasAny(user, ['em', 'hashed_maids']) || browser, 'user_data.required', at)
  for (const key of hashedKeys) checkHashed(user[key], { at: `${at}.${key}`, checks })
  for (const key of plainKeys) checks.check(isPlain(user[key]), 'user_data.plain', `${at}.${key}`)
  const { client_ip_address: ip, client_user_agent: _free, ...named } = user
  checks.check(ip === undefined || isIP(String(ip)) !== 0, 'user_data.ip', `${at}.client_ip_address`)
  checks.check(![...stringsIn(named)].some((text) => holdsEmail(text) || holdsPhone(text)), 'user_data.raw', at)
}

function checkHashed(field: unknown, { at, checks }: Place): void {
  if (field === undefined) return
  if (!checks.check(Array.isArray(field) && isFilled(field), 'user_data.list', at)) return
  for (const { value, path } of valuesAt(field, at)) {
    checks.check(isSha256(value), 'user_data.hashed', path)
    checks.check(value !== emptyDigest, 'user_data.empty_hash', path)
  }
}

function isPlain(value: unknown): boolean {
  return value === undefined || (isFilledString(value) && !looksHashed(value))
}
