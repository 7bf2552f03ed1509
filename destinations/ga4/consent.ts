import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'

/**
 * GA4's own consent fields, always both: where one is absent GA4 falls back to what the browser once said. Analytics
 * alone lets the event through; a US opt-out (`sale_or_sharing`) closes advertising use, not first-party analytics.
 */
export function consentFields(event: DeliverableEvent): JsonObject {
  return {
    ad_user_data: mayUseForAds(event) ? 'GRANTED' : 'DENIED',
    ad_personalization: event.consent.ad_personalization === 'granted' && !isClosed(event) ? 'GRANTED' : 'DENIED',
  }
}

export function mayUseForAds(event: DeliverableEvent): boolean {
  return event.consent.advertising === 'granted' && !isClosed(event)
}

function isClosed(event: DeliverableEvent): boolean {
  return event.consent.sale_or_sharing === 'denied' || event.mode === 'limited'
}
