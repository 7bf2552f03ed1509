import { isIP } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import { hasAny, isFilled, valuesAt } from './batch.ts'
import type { SnapchatChecks } from './snapchat-rows.ts'
import { emptyDigest, holdsEmail, holdsPhone, isFilledString, isSha256, looksHashed, stringsIn } from './values.ts'

const hashedKeys = ['em', 'ph', 'fn', 'ln', 'ge', 'ct', 'st', 'zp', 'country', 'external_id', 'db']
const plainKeys = ['sc_click_id', 'sc_cookie1', 'madid', 'idfv', 'client_user_agent', 'lead_id', 'subscription_id']

export function checkUserData(user: JsonObject, { at, checks }: { at: string; checks: SnapchatChecks }): void {
  const browser = isFilledString(user.client_ip_address) && isFilledString(user.client_user_agent)
  checks.check(hasAny(user, ['em', 'ph', 'madid']) || browser, 'user_data.required', at)
  for (const key of hashedKeys) checkHashed(user[key], { at: `${at}.${key}`, checks })
  for (const key of plainKeys) {
    const isPlain = user[key] === undefined || (isFilledString(user[key]) && !looksHashed(user[key]))
    checks.check(isPlain, 'user_data.plain', `${at}.${key}`)
  }
  const { client_ip_address: ip, client_user_agent: _free, madid, ...named } = user
  checks.check(madid === undefined || madid === String(madid).toLowerCase(), 'user_data.madid', `${at}.madid`)
  checks.check(ip === undefined || isIP(String(ip)) !== 0, 'user_data.ip', `${at}.client_ip_address`)
  checks.check(![...stringsIn(named)].some((text) => holdsEmail(text) || holdsPhone(text)), 'user_data.raw', at)
}

/** A text or a list: the sample shows lists of em and ph, nothing of the others. */
function checkHashed(field: unknown, { at, checks }: { at: string; checks: SnapchatChecks }): void {
  if (!isFilled(field)) return
  for (const { value, path } of valuesAt(field, at)) {
    checks.check(isSha256(value), 'user_data.hashed', path)
    checks.check(value !== emptyDigest, 'user_data.empty_hash', path)
  }
}
