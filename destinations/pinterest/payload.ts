import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { unixSeconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { identifies } from './accepts.ts'
import { actionSourceOf } from './action-source.ts'
import { customData } from './custom-data.ts'
import { pinterestEventName } from './map-events.ts'
import { hasOptedOut, isLimitedProcessing } from './opt-out.ts'
import type { PinterestSettings } from './settings.ts'
import { userData } from './user-data.ts'

export function toPayload(event: DeliverableEvent, settings: PinterestSettings): JsonObject | Skip {
  const name = pinterestEventName(event, settings)
  if (isSkip(name)) return name
  const unmatched = identifies(event, event)
  if (unmatched !== null) return unmatched
  if (name === 'checkout' && (event.value ?? 0) < 0) return skip('invalid', 'purchase_with_negative_value')
  const source = actionSourceOf(event, settings)
  const custom = {
    ...customData(event, settings),
    ...(isLimitedProcessing(event, settings) && { opt_out_type: 'LDP' }),
  }
  return compact({
    event_name: name,
    action_source: source,
    event_time: unixSeconds(event),
    event_id: event.vendorEventId,
    event_source_url: source === 'web' ? pageUrlOf(event) : null,
    opt_out: hasOptedOut(event, source) ? true : null,
    user_data: userData(event),
    custom_data: Object.keys(custom).length > 0 ? custom : null,
  })
}
