import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'

/** Always both: a missing field is UNSPECIFIED, which the account's own default may turn into a grant. */
export function consentOf(event: DeliverableEvent): JsonObject {
  const mayPersonalise = event.consent.ad_personalization === 'granted' && !isClosed(event)
  return {
    adUserData: maySendUserData(event) ? 'GRANTED' : 'DENIED',
    adPersonalization: mayPersonalise ? 'GRANTED' : 'DENIED',
  }
}

/** Where `adUserData` is DENIED nothing that Google calls user data goes along: the click alone is measured. */
export function maySendUserData(event: DeliverableEvent): boolean {
  return event.consent.advertising === 'granted' && !isClosed(event)
}

function isClosed({ consent, mode }: DeliverableEvent): boolean {
  return consent.sale_or_sharing === 'denied' || mode === 'limited'
}
