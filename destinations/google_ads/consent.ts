import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'

/** Always both: a missing field is UNSPECIFIED, which the account's own default may turn into a grant. */
export function consentOf({ consent }: DeliverableEvent): JsonObject {
  const optedOut = consent.sale_or_sharing === 'denied'
  const granted = (value: string): string => (value === 'granted' && !optedOut ? 'GRANTED' : 'DENIED')
  return { adUserData: granted(consent.advertising), adPersonalization: granted(consent.ad_personalization) }
}
