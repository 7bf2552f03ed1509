import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { appData } from '../app-data.ts'
import { pageUrlOf } from '../context-fields.ts'
import { unixSeconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { lduPlace } from '../ldu-place.ts'
import { identifies } from './accepts.ts'
import { actionSourceOf } from './action-source.ts'
import { customData } from './custom-data.ts'
import { snapchatEventName } from './map-events.ts'
import type { SnapchatSettings } from './settings.ts'
import { userData } from './user-data.ts'

export function toPayload(event: DeliverableEvent, settings: SnapchatSettings): JsonObject | Skip {
  const name = snapchatEventName(event, settings)
  const source = actionSourceOf(event, settings)
  if (isSkip(name)) return name
  if (isSkip(source)) return source
  const unmatched = identifies(event, event)
  if (unmatched !== null) return unmatched
  if (name === 'PURCHASE' && (event.value ?? 0) < 0) return skip('invalid', 'purchase_with_negative_value')
  const custom = customData(event, settings)
  const isLimited = event.mode === 'limited' || settings.ldu === 'always'
  return {
    event_name: name,
    event_time: unixSeconds(event),
    event_id: event.vendorEventId,
    action_source: source,
    ...compact({ event_source_url: source === 'WEB' ? pageUrlOf(event) : null }),
    ...(source === 'MOBILE_APP' && { app_data: appData(event) }),
    user_data: userData(event),
    ...(Object.keys(custom).length > 0 && { custom_data: custom }),
    ...(isLimited && limitedDataUse(event)),
  }
}

/** Reference 6, "Consent". A peer sends the text `['lmu']`, which says nothing to Snapchat. */
function limitedDataUse({ jurisdiction }: DeliverableEvent): JsonObject {
  const { country, state } = lduPlace(jurisdiction)
  return {
    data_processing_options: ['LDU'],
    data_processing_options_country: country,
    data_processing_options_state: state,
  }
}
