import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { unixSeconds } from '../event-time.ts'
import { compact, textAt } from '../json-at.ts'
import { worthlessOrder } from '../worthless-order.ts'
import { accepts, identifies } from './accepts.ts'
import { tikTokEventName } from './map-events.ts'
import { propertiesOf } from './properties.ts'
import type { TikTokSettings } from './settings.ts'
import { userOf } from './user.ts'

/** One entry of `data`; the event source stands once in the request. */
export function toPayload(event: DeliverableEvent, settings: TikTokSettings): JsonObject | Skip {
  const unfit = accepts(event, settings) ?? identifies(event, event)
  if (unfit !== null) return unfit
  const worthless = worthlessOrder(event)
  if (worthless !== null) return worthless
  // The restricted mode is for web and app: an offline set has none (reference 4, "Consent").
  if (event.mode === 'limited' && settings.eventSource === 'offline') return skip('filtered', 'no_limited_mode_offline')
  const name = tikTokEventName(event, settings)
  if (isSkip(name)) return name
  const properties = propertiesOf(event, settings)
  return {
    event: name,
    event_time: unixSeconds(event),
    event_id: event.vendorEventId,
    user: userOf(event),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(settings.eventSource === 'web' && { ...pageOf(event), ...limitedDataUse(event, settings) }),
  }
}

function pageOf(event: DeliverableEvent): JsonObject {
  const url = pageUrlOf(event)
  return url === undefined ? {} : { page: compact({ url, referrer: textAt(event.context, 'page', 'referrer') }) }
}

/** TikTok's own restricted mode, for web and app (reference 4, "Consent"). Its default is false: no flag says the same. */
function limitedDataUse(event: DeliverableEvent, settings: TikTokSettings): JsonObject {
  const isLimited = event.mode === 'limited' || event.consent.ad_personalization !== 'granted'
  return isLimited || settings.limitedDataUse === 'always' ? { limited_data_use: true } : {}
}
