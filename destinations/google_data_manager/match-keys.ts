import { type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import type { IdentityNeed, PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { actionOf } from './map-events.ts'
import type { DataManagerSettings } from './settings.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = (
  ['email.gmail', 'phone.e164', 'first_name.google', 'last_name.google'] as const
).map((variant) => ({ variant, purposes: forAds }))
export const plainNeeds: readonly PlainNeed[] = [{ field: 'postcode', purposes: forAds }]

/** Reference 3b, "Shape". */
const identifiersMax = 10
const clickIdNames = ['gclid', 'gbraid', 'wbraid'] as const

/** Case is kept; one of them goes, the surest first. */
export function adIdentifiersOf({ clickIds }: Event): JsonObject | null {
  const name = clickIdNames.find((one) => /^[\w.~-]{1,512}$/.test(clickIds[one] ?? ''))
  return name === undefined ? null : { [name]: clickIds[name] ?? null }
}

export function identifies(event: Event, { identity }: AvailableIdentity, settings: DataManagerSettings): Skip | null {
  if ('skip' in actionOf(event, settings) || adIdentifiersOf(event) !== null) return null
  const { variants } = identity
  const hashes = [...(variants['email.gmail'] ?? []), ...(variants['phone.e164'] ?? [])]
  return settings.userIdentifiers && hashes.length > 0 ? null : skip('invalid', 'no_match_key')
}

/** One identifier an object. A braid stands for a person who did not allow more to be known: nothing goes beside it. */
export function userIdentifiersOf(event: DeliverableEvent, settings: DataManagerSettings): JsonObject[] {
  const clickId = adIdentifiersOf(event)
  const isBraid = clickId !== null && !Object.hasOwn(clickId, 'gclid')
  if (!settings.userIdentifiers || isBraid) return []
  const { variants } = event.identity
  const address = addressOf(event)
  return [
    ...(variants['email.gmail'] ?? []).slice(0, 5).map((emailAddress) => ({ emailAddress })),
    ...(variants['phone.e164'] ?? []).slice(0, 4).map((phoneNumber) => ({ phoneNumber })),
    ...(address === null ? [] : [{ address }]),
  ].slice(0, identifiersMax)
}

/** All four or none (reference 3b, "Event"). A place from the network is where the person was, not where they live. */
function addressOf({ identity, jurisdiction }: DeliverableEvent): JsonObject | null {
  const [givenName] = identity.variants['first_name.google'] ?? []
  const [familyName] = identity.variants['last_name.google'] ?? []
  const regionCode = jurisdiction.source === 'order_address' ? jurisdiction.country : null
  const postalCode = identity.plain.postcode?.trim()
  if (givenName === undefined || familyName === undefined || regionCode === null || !postalCode) return null
  return { givenName, familyName, regionCode, postalCode }
}
