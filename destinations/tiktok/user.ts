import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import type { IdentityNeed, NetworkNeed, PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { clickIdAsSent, liveClickId } from '../click-id.ts'
import { compact, textAt } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = (
  ['email.plain', 'phone.e164', 'external_id.plain', 'first_name.lower', 'last_name.lower', 'postcode.lower'] as const
).map((variant) => ({ variant, purposes: forAds }))
export const plainNeeds: readonly PlainNeed[] = [{ field: 'city', purposes: forAds }]
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** Names and postcode are hashed, city, state and country plain (reference 4). Advertising ids are not sent: see the sheet. */
export function userOf(event: DeliverableEvent): JsonObject {
  const { variants } = event.identity
  return compact({
    email: variants['email.plain'],
    phone: variants['phone.e164'],
    external_id: variants['external_id.plain'],
    ...clickIdsOf(event),
    ip: ipOf(event.network),
    user_agent: userAgentOf(event.network),
    // Attribution does without who a person is and where they live.
    ...(event.mode === 'full' && { ...nameOf(event), ...placeOf(event), locale: textAt(event.context, 'locale') }),
  })
}

const clickIdLivesSeconds = 7 * 24 * 3600

/** As they came, their case kept. A `ttclid` lives 7 days (reference 4); the cookie outlives it. */
export function clickIdsOf(event: Event): { ttclid: string | undefined; ttp: string | undefined } {
  return {
    ttclid: liveClickId(event, { name: 'ttclid', livesSeconds: clickIdLivesSeconds }),
    ttp: clickIdAsSent(event.clickIds.ttp),
  }
}

function nameOf({ identity: { variants } }: DeliverableEvent): Record<string, string | undefined> {
  return {
    first_name: variants['first_name.lower']?.[0],
    last_name: variants['last_name.lower']?.[0],
    zip_code: variants['postcode.lower']?.[0],
  }
}

/** A place from the network is where the person was, not where they live. */
function placeOf({ identity, jurisdiction }: DeliverableEvent): Record<string, string | null> {
  const isHome = jurisdiction.source === 'order_address'
  return {
    city: joined(identity.plain.city),
    state: isHome ? joined(jurisdiction.region) : null,
    country: isHome ? joined(jurisdiction.country) : null,
  }
}

/** Lower-case, no spaces. */
function joined(text: string | null | undefined): string | null {
  return text?.toLowerCase().replace(/\s+/g, '') ?? null
}
