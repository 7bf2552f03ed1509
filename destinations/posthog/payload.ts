import { isSkip, type Skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { isoTime } from '../event-time.ts'
import { accepts } from './accepts.ts'
import { idsOf, uuidOf } from './ids.ts'
import { postHogEvent } from './map-events.ts'
import { propertiesOf } from './properties.ts'
import type { PostHogSettings } from './settings.ts'

const historicalAfterMs = 48 * 3_600_000

/** One event of a batch. `historical_migration` is the request's, and taken out before sending. */
export function toPayload(event: DeliverableEvent, settings: PostHogSettings): JsonObject | Skip {
  const unfit = accepts(event, settings)
  if (unfit !== null) return unfit
  const name = postHogEvent(event, settings)
  if (isSkip(name)) return name
  const { userId, anonymousId } = idsOf(event)
  return {
    event: name,
    distinct_id: userId ?? anonymousId,
    uuid: uuidOf(event, name),
    timestamp: isoTime(event),
    properties: propertiesOf(event, settings),
    ...(isHistorical(event) && { historical_migration: true }),
  }
}

/** By its age at arrival: an event that only waits here is no migration. */
function isHistorical({ occurredAt, receivedAt }: DeliverableEvent): boolean {
  return Date.parse(receivedAt) - Date.parse(occurredAt) >= historicalAfterMs
}
