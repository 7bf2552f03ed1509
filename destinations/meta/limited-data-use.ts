import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { lduPlace } from '../ldu-place.ts'
import type { MetaSettings } from './settings.ts'

/** Meta's own restricted mode (reference 1, "Consent"). Without it no flag is sent: that says "no restriction". */
export function limitedDataUse(event: DeliverableEvent, settings: MetaSettings): JsonObject {
  const isLimited = event.mode === 'limited'
  const fields = settings.ldu === 'always' || isLimited ? flags(event) : {}
  // Attribution only, no optimisation: what is left of an event whose person refused ad personalisation.
  const mayOptimise = event.consent.ad_personalization === 'granted' && !isLimited
  return mayOptimise ? fields : { ...fields, opt_out: true }
}

function flags({ jurisdiction }: DeliverableEvent): JsonObject {
  const { country, state } = lduPlace(jurisdiction)
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  }
}
