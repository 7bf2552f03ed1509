import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import type { IdentityNeed, PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { compact, filled } from '../json-at.ts'
import type { LinkedInSettings } from './settings.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = [{ variant: 'email.plain', purposes: forAds }]
/** LinkedIn matches names in clear: only with the admin's switch. */
export const plainNeeds: readonly PlainNeed[] = [
  { field: 'first_name', purposes: forAds, raw: true },
  { field: 'last_name', purposes: forAds, raw: true },
]

/** The id that the Insight Tag's cookie holds, case kept. */
export function clickIdOf({ clickIds }: Event): string | undefined {
  const id = clickIds.li_fat_id
  return id !== undefined && /^[\w-]{1,128}$/.test(id) ? id : undefined
}

/** Both or none: one name alone is refused (reference 8, "Identifiers"). */
export function namesOf({ identity: { plain } }: AvailableIdentity): { firstName: string; lastName: string } | null {
  const [firstName, lastName] = [filled(plain.first_name), filled(plain.last_name)]
  return firstName === null || lastName === null ? null : { firstName, lastName }
}

/** `userIds` is always there: without it LinkedIn answers 422, even where names or an id of the shop stand beside it. */
export function userOf(event: DeliverableEvent, settings: LinkedInSettings): JsonObject {
  const names = settings.sendRaw ? namesOf(event) : null
  const externalId = settings.externalId ? filled(event.userId) : null
  return {
    userIds: userIds(event),
    ...compact({
      userInfo: names === null ? null : compact({ ...names, countryCode: countryOf(event) }),
      externalIds: externalId === null ? null : [externalId],
    }),
  }
}

function userIds(event: DeliverableEvent): JsonObject[] {
  const emails = event.identity.variants['email.plain'] ?? []
  const clickId = clickIdOf(event)
  return [
    ...emails.map((idValue) => ({ idType: 'SHA256_EMAIL', idValue })),
    ...(clickId === undefined ? [] : [{ idType: 'LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID', idValue: clickId }]),
  ]
}

/** A place from the network is where the person was, not where they live. */
function countryOf({ jurisdiction }: Event): string | null {
  return jurisdiction.source === 'order_address' ? jurisdiction.country : null
}
