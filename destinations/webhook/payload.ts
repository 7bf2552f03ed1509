import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'

const forAds: readonly Purpose[] = ['advertising']
const hashedVariants = ['email.plain', 'phone.e164'] as const
export const identityNeeds: readonly IdentityNeed[] = hashedVariants.map((variant) => ({ variant, purposes: forAds }))

/** `{ type, timestamp, data }` (Standard Webhooks). A receiver may switch on `type`: it is one of a closed set. */
export function toPayload(event: DeliverableEvent): JsonObject {
  return { type: `event.${event.standard ?? event.type}`, timestamp: event.occurredAt, data: data(event) }
}

/** Names as in our own API. Nothing of the network, no sealed plain field, no sender's consent object. */
function data(event: DeliverableEvent): JsonObject {
  return {
    eventId: event.eventId,
    vendorEventId: event.vendorEventId,
    messageId: event.messageId,
    sourceId: event.sourceId,
    type: event.type,
    name: event.name,
    standard: event.standard,
    occurredAt: event.occurredAt,
    receivedAt: event.receivedAt,
    userId: event.userId,
    anonymousId: event.anonymousId,
    previousId: event.previousId,
    groupId: event.groupId,
    properties: event.properties,
    traits: event.traits,
    context: event.context,
    value: event.value,
    commerce:
      event.commerce === null ? null : { ...event.commerce, products: event.commerce.products.map((p) => ({ ...p })) },
    jurisdiction: { country: event.jurisdiction.country, region: event.jurisdiction.region },
    consent: { ...event.consent },
    test: event.test,
    ...forAdvertising(event),
  }
}

/** A hash is personal data, and a click id is an advertiser's: only while advertising is granted. */
function forAdvertising(event: DeliverableEvent): JsonObject {
  if (event.consent.advertising !== 'granted') return {}
  const { variants } = event.identity
  const hashed = hashedVariants.flatMap((name) =>
    variants[name] === undefined ? [] : [[name, variants[name]] as const],
  )
  return { hashed: Object.fromEntries(hashed), clickIds: { ...event.clickIds } }
}
