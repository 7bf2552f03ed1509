import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { unixMilliseconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { accepts } from './accepts.ts'
import { appInstanceIdOf } from './app-instance.ts'
import { clientIdOf, userIdOf } from './client-id.ts'
import { consentFields } from './consent.ts'
import { ga4EventName } from './map-events.ts'
import { paramsOf } from './params.ts'
import type { Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'
import { userData } from './user-data.ts'
import { userProperties } from './user-properties.ts'

/** One event is one request: client, time and consent stand at the top of it. */
export function toPayload(event: DeliverableEvent, settings: Ga4Settings): JsonObject | Skip {
  const unfit = accepts(event, settings)
  if (unfit !== null) return unfit
  if (event.standard === 'purchase' && event.value === null) return skip('invalid', 'purchase_without_value')
  const name = ga4EventName(event, settings)
  return isSkip(name) ? name : payload(name, event, settings)
}

function payload(name: string, event: DeliverableEvent, settings: Ga4Settings): JsonObject {
  return compact({
    ...whoIs(event, settings),
    timestamp_micros: unixMilliseconds(event) * 1000,
    user_properties: orNothing(userProperties(event, settings)),
    user_data: orNothing(userData(event, settings)),
    consent: consentFields(event),
    events: [{ name, params: paramsOf(event, settings) }],
  })
}

/** A client id on an app stream is ignored, an app instance id on a web stream, too: each stream gets its own alone. */
function whoIs(event: DeliverableEvent, settings: Ga4Settings): Record<string, string | null | undefined> {
  const device = isAppStream(settings) ? { app_instance_id: appInstanceIdOf(event) } : { client_id: clientIdOf(event) }
  return { ...device, user_id: userIdOf(event) }
}

function orNothing(object: JsonObject): JsonObject | null {
  return Object.keys(object).length > 0 ? object : null
}
