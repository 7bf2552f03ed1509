import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { unixSeconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { accepts, identifies } from './accepts.ts'
import { isAdStorageGranted } from './consent.ts'
import { customData } from './custom-data.ts'
import { uetEventOf } from './map-events.ts'
import type { MicrosoftUetSettings } from './settings.ts'
import { userData } from './user-data.ts'

export function toPayload(event: DeliverableEvent, settings: MicrosoftUetSettings): JsonObject | Skip {
  const unfit = accepts(event, settings) ?? identifies(event, event)
  if (unfit !== null) return unfit
  if (event.value !== null && event.value < 0) return skip('invalid', 'negative_value')
  const mapped = uetEventOf(event, settings)
  if (isSkip(mapped)) return mapped
  const isGranted = isAdStorageGranted(event)
  const custom = customData(event, { settings, mapped, withWords: isGranted })
  return compact({
    eventType: mapped.eventType,
    eventName: mapped.eventName,
    eventId: event.vendorEventId,
    eventTime: unixSeconds(event),
    eventSourceUrl: isGranted ? pageUrlOf(event) : bareUrlOf(event),
    adStorageConsent: isGranted ? 'G' : 'D',
    userData: isGranted ? userData(event) : null,
    customData: Object.keys(custom).length > 0 ? custom : null,
  })
}

/** The query may name the ad click that led here. */
function bareUrlOf(event: DeliverableEvent): string | undefined {
  return pageUrlOf(event)?.replace(/[?#].*$/s, '')
}
