import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { MetaSettings } from './settings.ts'

/** Meta's own restricted mode (reference 1, "Consent"). Without it no flag is sent: that says "no restriction". */
export function limitedDataUse(event: DeliverableEvent, settings: MetaSettings): JsonObject {
  const isLimited = event.mode === 'limited'
  const fields = settings.ldu === 'always' || isLimited ? flags(event) : {}
  // Attribution only, no optimisation: what is left of an event whose person refused ad personalisation.
  const mayOptimise = event.consent.ad_personalization === 'granted' && !isLimited
  return mayOptimise ? fields : { ...fields, opt_out: true }
}

/** 1, 1000 = California; 0, 0 = Meta finds the place itself. */
function flags({ jurisdiction }: DeliverableEvent): JsonObject {
  const isCalifornia = jurisdiction.country === 'US' && jurisdiction.region === 'CA'
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: isCalifornia ? 1 : 0,
    data_processing_options_state: isCalifornia ? 1000 : 0,
  }
}
