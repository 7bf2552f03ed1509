import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { compact } from '../json-at.ts'
import { userIdOf } from './client-id.ts'
import { mayUseForAds } from './consent.ts'
import type { Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'

/** User-provided data is advertising use, whatever GA4 calls it: nothing of it without that purpose. */
const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = (
  ['email.gmail_dots', 'phone.e164', 'first_name.ga4', 'last_name.ga4', 'street.ga4'] as const
).map((variant) => ({ variant, purposes: forAds }))
export const plainNeeds: readonly PlainNeed[] = [
  { field: 'city', purposes: forAds },
  { field: 'postcode', purposes: forAds },
]

export function userData(event: DeliverableEvent, settings: Ga4Settings): JsonObject {
  if (!settings.userData || !mayUseForAds(event)) return {}
  // An app stream knows the person by user_id beside the device; without it nothing could be joined, so nothing goes.
  if (isAppStream(settings) && userIdOf(event) === undefined) return {}
  const { variants } = event.identity
  return compact({
    sha256_email_address: variants['email.gmail_dots'],
    sha256_phone_number: variants['phone.e164'],
    address: addresses(event),
  })
}

/** An address names nobody without a name: it goes whole or not at all. City, region, postcode and country are plain. */
function addresses({ identity, jurisdiction }: DeliverableEvent): JsonObject[] {
  const { variants, plain } = identity
  const [firstName] = variants['first_name.ga4'] ?? []
  const [lastName] = variants['last_name.ga4'] ?? []
  if (firstName === undefined || lastName === undefined) return []
  // A place from the network is where the person was, not where they live.
  const place = jurisdiction.source === 'order_address' ? jurisdiction : { country: null, region: null }
  return [
    compact({
      sha256_first_name: firstName,
      sha256_last_name: lastName,
      sha256_street: variants['street.ga4']?.[0],
      city: plain.city,
      region: place.region,
      postal_code: plain.postcode,
      country: place.country,
    }),
  ]
}
