import { isSkip, type Skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { unixMilliseconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { ipOf } from '../network-fields.ts'
import { accepts } from './accepts.ts'
import { idProperties, idsOf, insertId } from './ids.ts'
import { mixpanelEvent } from './map-events.ts'
import { eventProperties, listedTraits } from './properties.ts'
import type { MixpanelSettings } from './settings.ts'

/** An event for /import or, for an identify call, a change of a profile for /engage. */
export function toPayload(event: DeliverableEvent, settings: MixpanelSettings): JsonObject | Skip {
  const unfit = accepts(event, settings)
  if (unfit !== null) return unfit
  if (event.type === 'identify') return profileOf(event, settings)
  const name = mixpanelEvent(event, settings)
  if (isSkip(name)) return name
  return {
    event: name,
    properties: {
      ...eventProperties(event),
      ...idProperties(idsOf(event), settings),
      time: unixMilliseconds(event),
      $insert_id: insertId(event),
      event_id: event.vendorEventId,
      ...(settings.network && compact({ ip: ipOf(event.network) })),
    },
  }
}

/** Without `$ip` Mixpanel leaves the place of the profile alone. */
function profileOf(event: DeliverableEvent, settings: MixpanelSettings): JsonObject {
  return { $distinct_id: idsOf(event).userId, $set: listedTraits(event, settings) }
}
