import { isSkip, type Skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { advertisingIdOf, pageUrlOf, platformOf } from '../context-fields.ts'
import { unixMilliseconds } from '../event-time.ts'
import { compact, textAt } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { accepts, idsOf } from './accepts.ts'
import { insertId } from './insert-id.ts'
import { amplitudeEventType } from './map-events.ts'
import { eventProperties, userProperties } from './properties.ts'
import { revenueOf } from './revenue.ts'
import type { AmplitudeSettings } from './settings.ts'

export function toPayload(event: DeliverableEvent, settings: AmplitudeSettings): JsonObject | Skip {
  const unfit = accepts(event, settings)
  if (unfit !== null) return unfit
  const eventType = amplitudeEventType(event)
  if (isSkip(eventType)) return eventType
  const properties = eventProperties(event)
  const traits = userProperties(event, settings)
  return compact({
    event_type: eventType,
    ...idsOf(event, settings),
    insert_id: insertId(event, eventType),
    time: unixMilliseconds(event),
    event_properties: Object.keys(properties).length > 0 ? properties : null,
    user_properties: Object.keys(traits).length > 0 ? traits : null,
    ...revenueOf(event),
    ...deviceOf(event),
    ...(settings.network && { ip: ipOf(event.network), user_agent: userAgentOf(event.network) }),
  })
}

function deviceOf(event: DeliverableEvent): JsonObject {
  const { context } = event
  const platform = platformOf(event) ?? (pageUrlOf(event) === undefined ? null : 'Web')
  const advertisingId = event.consent.advertising === 'granted' ? advertisingIdOf(event) : undefined
  return compact({
    platform,
    app_version: textAt(context, 'app', 'version'),
    os_name: textAt(context, 'os', 'name'),
    os_version: textAt(context, 'os', 'version'),
    language: textAt(context, 'locale'),
    idfa: platform === 'ios' ? advertisingId : null,
    adid: platform === 'android' ? advertisingId : null,
  })
}
