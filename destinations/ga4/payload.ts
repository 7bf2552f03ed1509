import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact } from '../json-at.ts'
import { accepts } from './accepts.ts'
import { clientIdOf, userIdOf } from './client-id.ts'
import { consentFields } from './consent.ts'
import { ga4EventName } from './map-events.ts'
import { paramsOf } from './params.ts'
import type { Ga4Settings } from './settings.ts'
import { userData } from './user-data.ts'
import { userProperties } from './user-properties.ts'

/** One event is one request: client, time and consent stand at the top of it. */
export function toPayload(event: DeliverableEvent, settings: Ga4Settings): JsonObject | Skip {
  const unfit = accepts(event)
  if (unfit !== null) return unfit
  if (event.standard === 'purchase' && event.value === null) return skip('invalid', 'purchase_without_value')
  const name = ga4EventName(event)
  return isSkip(name) ? name : payload(name, event, settings)
}

function payload(name: string, event: DeliverableEvent, settings: Ga4Settings): JsonObject {
  return compact({
    client_id: clientIdOf(event),
    user_id: userIdOf(event),
    timestamp_micros: unixMicros(event),
    user_properties: orNothing(userProperties(event, settings)),
    user_data: orNothing(userData(event, settings)),
    consent: consentFields(event),
    events: [{ name, params: paramsOf(event, settings) }],
  })
}

/** Microseconds. An event cannot have happened after it arrived. */
function unixMicros(event: DeliverableEvent): number {
  return Math.min(Date.parse(event.occurredAt), Date.parse(event.receivedAt)) * 1000
}

function orNothing(object: JsonObject): JsonObject | null {
  return Object.keys(object).length > 0 ? object : null
}
