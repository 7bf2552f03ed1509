import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, NetworkNeed, PlainNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { compact } from '../json-at.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = (
  ['email.gmail', 'phone.e164', 'first_name.google', 'last_name.google', 'street.lower'] as const
).map((variant) => ({ variant, purposes: forAds }))
export const plainNeeds: readonly PlainNeed[] = [
  { field: 'city', purposes: forAds },
  { field: 'postcode', purposes: forAds },
]
export const networkNeeds: readonly NetworkNeed[] = [{ field: 'userAgent', purposes: forAds }]

/** DOC: at most five a conversion. */
const identifiersMax = 5

/** One identifier an object (reference 3). */
export function emailsAndPhones({ identity: { variants } }: DeliverableEvent): JsonObject[] {
  const emails = (variants['email.gmail'] ?? []).map((hashedEmail) => ({ hashedEmail }))
  const phones = (variants['phone.e164'] ?? []).map((hashedPhoneNumber) => ({ hashedPhoneNumber }))
  // A second e-mail must not push out the only phone.
  const [firstEmail, ...otherEmails] = emails
  return [...(firstEmail ? [firstEmail] : []), ...phones.slice(0, 1), ...otherEmails, ...phones.slice(1)].slice(
    0,
    identifiersMax,
  )
}

/** Enhancements take an address, too: names and street hashed, the rest plain; without both names it names nobody. */
export function withAddress(event: DeliverableEvent): JsonObject[] {
  const address = addressOf(event)
  const others = emailsAndPhones(event)
  return address === null ? others : [...others.slice(0, identifiersMax - 1), { addressInfo: address }]
}

function addressOf({ identity, jurisdiction }: DeliverableEvent): JsonObject | null {
  const { variants, plain } = identity
  const [firstName] = variants['first_name.google'] ?? []
  const [lastName] = variants['last_name.google'] ?? []
  // A place from the network is where the person was, not where they live.
  if (firstName === undefined || lastName === undefined) return null
  const place = jurisdiction.source === 'order_address' ? jurisdiction : { country: null, region: null }
  return compact({
    hashedFirstName: firstName,
    hashedLastName: lastName,
    hashedStreetAddress: variants['street.lower']?.[0],
    city: plain.city,
    state: place.region,
    postalCode: plain.postcode,
    countryCode: place.country,
  })
}
