import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { isoTime } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { shopProperties } from '../shop-properties.ts'
import { accepts } from './accepts.ts'
import { categoryPreferences } from './consent.ts'
import { eventName } from './map-events.ts'
import type { SegmentSettings } from './settings.ts'

/** "32 KB" (reference 15, "Limits"), read as the smaller of its two meanings: one larger message is a 400 for its batch. */
const messageBytesMax = 32_000

/** One message of a batch: the call as it was made, under Segment's own field names. */
export function toPayload(event: DeliverableEvent, settings: SegmentSettings): JsonObject | Skip {
  const unfit = accepts(event, settings)
  if (unfit !== null) return unfit
  const call = callOf(event, settings)
  if (isSkip(call)) return call
  const message = compact({
    type: event.type,
    messageId: event.vendorEventId,
    timestamp: isoTime(event),
    userId: event.userId,
    anonymousId: event.anonymousId,
    ...call,
    context: contextOf(event, settings),
    integrations: Object.keys(event.integrations).length > 0 ? { ...event.integrations } : null,
  })
  const isTooLarge = Buffer.byteLength(JSON.stringify(message)) > messageBytesMax
  return isTooLarge ? skip('invalid', 'message_over_32_kb') : message
}

function callOf(event: DeliverableEvent, settings: SegmentSettings): Record<string, Json> | Skip {
  switch (event.type) {
    case 'track': {
      const name = eventName(event, settings.names)
      return isSkip(name) ? name : { event: name, properties: propertiesOf(event, settings) }
    }
    case 'page':
    case 'screen':
      return { name: event.name, properties: event.properties }
    case 'identify':
      return { traits: event.traits }
    case 'group':
      return { groupId: event.groupId, traits: event.traits }
    case 'alias':
      return { previousId: event.previousId }
  }
}

/** The sender's own words stand; the spec's fields are added where they are missing. */
function propertiesOf(event: DeliverableEvent, { names }: SegmentSettings): JsonObject {
  return names === 'sent' ? event.properties : { ...shopProperties(event), ...event.properties }
}

/** `direct` would make Segment take our own address for the person's. */
function contextOf(event: DeliverableEvent, settings: SegmentSettings): JsonObject {
  const { direct: _direct, ...context } = event.context
  return {
    ...context,
    ...(settings.network && compact({ ip: ipOf(event.network), userAgent: userAgentOf(event.network) })),
    consent: { categoryPreferences: categoryPreferences(event, settings) },
  }
}
