import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, NetworkNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { clickIdAsSent } from '../click-id.ts'
import { advertisingIdOf } from '../context-fields.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'

const forAds: readonly Purpose[] = ['advertising']
const variantNames = [
  ...(['email.plain', 'phone.digits', 'external_id.plain', 'first_name.meta', 'last_name.meta'] as const),
  ...(['gender.initial', 'birth_date.yyyymmdd', 'city.meta', 'state.meta', 'postcode.meta', 'country.lower'] as const),
] as const
export const identityNeeds: readonly IdentityNeed[] = variantNames.map((variant) => ({ variant, purposes: forAds }))
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** Hashed but for address, browser, click id and advertising id, which is lower-case (reference 6). */
export function userData(event: DeliverableEvent): JsonObject {
  const { variants } = event.identity
  return compact({
    em: variants['email.plain'],
    ph: variants['phone.digits'],
    external_id: variants['external_id.plain'],
    ...(event.mode === 'full' && profileOf(event)),
    client_ip_address: ipOf(event.network),
    client_user_agent: userAgentOf(event.network),
    sc_click_id: clickIdAsSent(event.clickIds.sc_click_id),
    madid: advertisingIdOf(event)?.toLowerCase(),
  })
}

/** Who a person is and where they live: attribution does without. */
function profileOf({ identity: { variants } }: DeliverableEvent): Record<string, string | undefined> {
  return {
    fn: variants['first_name.meta']?.[0],
    ln: variants['last_name.meta']?.[0],
    ge: variants['gender.initial']?.[0],
    db: variants['birth_date.yyyymmdd']?.[0],
    ct: variants['city.meta']?.[0],
    st: variants['state.meta']?.[0],
    zp: variants['postcode.meta']?.[0],
    country: variants['country.lower']?.[0],
  }
}
