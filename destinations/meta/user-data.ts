import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, NetworkNeed, VariantName } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { advertisingIdOf } from '../context-fields.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { browserIdOf, clickIdOf } from './click-ids.ts'

/** Meta's key for each hashed field (reference 1, "Identifiers"). */
const hashedKeys = {
  em: 'email.plain',
  ph: 'phone.digits',
  fn: 'first_name.meta',
  ln: 'last_name.meta',
  ge: 'gender.initial',
  db: 'birth_date.yyyymmdd',
  ct: 'city.meta',
  st: 'state.meta',
  zp: 'postcode.meta',
  country: 'country.lower',
  external_id: 'external_id.plain',
} as const satisfies Record<string, VariantName>

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = Object.values(hashedKeys).map((variant) => ({
  variant,
  purposes: forAds,
}))
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** Attribution needs these; what a person is like and where they live, only profiles do. */
const keptWhenLimited = new Set(['em', 'ph', 'external_id'])

export function userData(event: DeliverableEvent): JsonObject {
  const isLimited = event.mode === 'limited'
  const { variants } = event.identity
  const keys = Object.entries(hashedKeys).filter(([key]) => !isLimited || keptWhenLimited.has(key))
  const hashed = keys.map(([key, variant]) => [key, variants[variant]])
  return compact({
    ...Object.fromEntries(hashed),
    // Never hashed (reference 1).
    client_ip_address: ipOf(event.network),
    client_user_agent: userAgentOf(event.network),
    fbc: clickIdOf(event),
    fbp: browserIdOf(event),
    madid: isLimited ? undefined : advertisingIdOf(event),
  })
}
