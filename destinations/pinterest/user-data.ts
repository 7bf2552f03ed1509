import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, NetworkNeed, VariantName } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { clickIdAsSent } from '../click-id.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'

const forAttribution = { em: 'email.plain', ph: 'phone.digits', external_id: 'external_id.plain' } as const
const forProfiles = {
  ge: 'gender.initial_or_n',
  db: 'birth_date.yyyymmdd',
  ln: 'last_name.meta',
  fn: 'first_name.meta',
  ct: 'city.meta',
  st: 'state.two_letter',
  zp: 'postcode.digits',
  country: 'country.lower',
} as const

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = [
  ...Object.values(forAttribution),
  ...Object.values(forProfiles),
].map((variant) => ({ variant, purposes: forAds }))
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** Every hashed key is a list (reference 5); address, browser and click id go plain. */
export function userData(event: DeliverableEvent): JsonObject {
  return compact({
    ...digestsOf(event, forAttribution),
    ...(event.mode === 'full' && digestsOf(event, forProfiles)),
    client_ip_address: ipOf(event.network),
    client_user_agent: userAgentOf(event.network),
    click_id: clickIdAsSent(event.clickIds.epik),
  })
}

function digestsOf({ identity }: DeliverableEvent, keys: Record<string, VariantName>) {
  return Object.fromEntries(Object.entries(keys).map(([key, variant]) => [key, identity.variants[variant]]))
}
