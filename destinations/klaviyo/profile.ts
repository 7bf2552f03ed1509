import { type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import type { PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact, filled } from '../json-at.ts'

const forAds = ['advertising', 'ad_personalization'] as const

/** Klaviyo hashes nothing and takes nothing hashed: raw, so only with the admin's `sendRaw`. */
export const plainNeeds: readonly PlainNeed[] = [
  { field: 'email', purposes: forAds, raw: true },
  { field: 'phone', purposes: forAds, raw: true },
]

export function identifies(event: Event, { identity }: AvailableIdentity): Skip | null {
  const keys = Object.keys(identifiersOf(event, identity))
  return keys.length === 0 ? skip('invalid', 'no_match_key') : null
}

/** One profile is all of these; Klaviyo merges what it knows apart. A phone must be E.164, or the request is refused. */
export function identifiersOf(event: Event, identity: AvailableIdentity['identity']): JsonObject {
  const { email, phone } = identity.plain
  return compact({
    email,
    phone_number: phone !== undefined && /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null,
    external_id: idOf(event.userId),
    anonymous_id: idOf(event.anonymousId),
  })
}

const idLengthMax = 255

/** A longer id would be refused, and a cut one could be another person's. */
function idOf(id: string | null): string | null {
  const known = filled(id)
  return known === null || known.length > idLengthMax ? null : known
}
