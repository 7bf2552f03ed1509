import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { windowSeconds } from './accepts.ts'
import { actionSourceOf } from './action-source.ts'
import type { PinterestSettings } from './settings.ts'

const onlineMs = 3_600_000

/** Pinterest takes these and counts them as something else, or twice, or without a value. */
export function preflight(event: DeliverableEvent, settings: PinterestSettings): PreflightWarning[] {
  return [
    ...countedOffline(event, settings),
    ...orderWithoutValue(event),
    ...valueWithoutCurrency(event),
    ...olderThanWindow(event, windowSeconds),
  ]
}

/** Events that are more than an hour late count as offline, and offline ones are not deduplicated with the tag. */
function countedOffline(event: DeliverableEvent, settings: PinterestSettings): PreflightWarning[] {
  const lateMs = Date.parse(event.receivedAt) - Date.parse(event.occurredAt)
  if (lateMs <= onlineMs || actionSourceOf(event, settings) === 'offline') return []
  const message = 'is over an hour late: counted as offline, and not deduplicated with the tag'
  return [{ code: 'counted_as_offline', path: 'event_time', message }]
}

function orderWithoutValue({ standard, value }: DeliverableEvent): PreflightWarning[] {
  if (standard !== 'purchase' || value !== null) return []
  return [{ code: 'no_value', path: 'custom_data.value', message: 'is missing: the order counts without a value' }]
}
