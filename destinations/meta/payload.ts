import { isSkip, type Skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { appData } from '../app-data.ts'
import { pageUrlOf } from '../context-fields.ts'
import { unixSeconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { worthlessOrder } from '../worthless-order.ts'
import { accepts, identifies } from './accepts.ts'
import { actionSourceOf, sendableSource } from './action-source.ts'
import { customData } from './custom-data.ts'
import { limitedDataUse } from './limited-data-use.ts'
import { metaEventName } from './map-events.ts'
import type { MetaSettings } from './settings.ts'
import { userData } from './user-data.ts'

export function toPayload(event: DeliverableEvent, settings: MetaSettings): JsonObject | Skip {
  const unfit = accepts(event, settings) ?? identifies(event, event)
  if (unfit !== null) return unfit
  const worthless = worthlessOrder(event)
  if (worthless !== null) return worthless
  const name = metaEventName(event, settings)
  return isSkip(name) ? name : payload(name, event, settings)
}

function payload(name: string, event: DeliverableEvent, settings: MetaSettings): JsonObject {
  const source = sendableSource(actionSourceOf(event, settings), event, event.network)
  const custom = customData(event, settings)
  return compact({
    event_name: name,
    event_time: unixSeconds(event),
    event_id: event.vendorEventId,
    action_source: source,
    event_source_url: pageUrlOf(event),
    user_data: userData(event),
    custom_data: Object.keys(custom).length > 0 ? custom : null,
    app_data: source === 'app' ? appData(event) : null,
    ...limitedDataUse(event, settings),
  })
}
