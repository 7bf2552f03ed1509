import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { isoTime } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { moneyText } from '../money-text.ts'
import { eventIdOf, identifies } from './accepts.ts'
import { contentsOf, itemCount } from './contents.ts'
import { identifiersOf } from './identifiers.ts'
import type { XSettings } from './settings.ts'

/** `event_id` says what happened, `conversion_id` which time it did: only the latter is ours to make. */
export function toPayload(event: DeliverableEvent, settings: XSettings): JsonObject | Skip {
  const mapped = eventIdOf(event, settings)
  if (isSkip(mapped)) return mapped
  const unfit = identifies(event, event)
  if (unfit !== null) return unfit
  const { commerce, value } = event
  if (value !== null && value < 0) return skip('invalid', 'negative_value')
  const worth = commerce?.currency == null || value === null ? null : moneyText(value)
  return compact({
    conversion_time: isoTime(event),
    event_id: mapped.eventId,
    identifiers: identifiersOf(event),
    conversion_id: event.vendorEventId,
    ...(worth !== null && { value: worth, price_currency: commerce?.currency }),
    number_items: itemCount(commerce),
    contents: contentsOf(commerce, settings),
  })
}
