import { allowedIdentity } from './allowed-identity.ts'
import { allowedClickIds, withheldIdNames } from './click-id-classes.ts'
import type { RouteConfig } from './config.ts'
import type { Decision } from './decision.ts'
import type { DestinationFacts } from './destination-facts.ts'
import type { Event, Network } from './event.ts'
import type { IdentityBundle } from './identity/bundle.ts'
import type { Json, JsonObject } from './json.ts'
import { mapEvent } from './map-event.ts'
import { orderValue } from './order-value.ts'
import type { PurposeValues } from './purpose.ts'
import { withoutIds } from './strip-ids.ts'
import { withoutContent } from './without-content.ts'

/**
 * One event as one destination may see it: identity, network, click ids and URLs are already stripped to what the
 * granted purposes allow, the route's mapping is applied, and `value` carries the meaning the route chose. Built by toDeliverable only.
 */
export interface DeliverableEvent extends Event {
  identity: IdentityBundle
  network: Network
  /** Order or item value in major units as the route wants it; null = the event has none. */
  value: number | null
  consent: PurposeValues
  mode: 'full' | 'limited'
}

export interface DeliverableInput {
  event: Event
  bundle: IdentityBundle
  network: Network
  decision: Pick<Decision, 'consent' | 'mode' | 'isSensitive'>
  facts: DestinationFacts
  /** The destination's own, parsed. */
  settings: unknown
  route: Pick<RouteConfig, 'value' | 'mapping'>
}

export function toDeliverable({
  event,
  bundle,
  network,
  decision,
  facts,
  settings,
  route,
}: DeliverableInput): DeliverableEvent {
  const { consent, mode } = decision
  // Mapped last: a withheld id cannot hide under another name.
  const shown = decision.isSensitive === true ? withoutContent(event) : event
  const mapped = mapEvent(withoutWithheldIds(shown, consent), route.mapping)
  return {
    ...mapped,
    ...allowedIdentity({ available: { identity: bundle, network }, facts, settings, consent }),
    value: mapped.commerce === null ? null : orderValue(mapped.commerce, route.value),
    consent,
    mode,
  }
}

function withoutWithheldIds(event: Event, consent: PurposeValues): Event {
  const clickIds = allowedClickIds(event.clickIds, consent)
  const names = withheldIdNames(consent)
  if (names.length === 0) return event
  const values = Object.entries(event.clickIds).flatMap(([name, value]) =>
    Object.hasOwn(clickIds, name) ? [] : [value],
  )
  const clean = <Value extends Json>(value: Value): Value => withoutIds(value, { names, values })
  return {
    ...event,
    clickIds,
    properties: clean(event.properties),
    traits: clean(event.traits),
    context: withoutReferringAd(clean(event.context), consent),
    commerce:
      event.commerce === null ? null : (clean(event.commerce as unknown as Json) as unknown as Event['commerce']),
  }
}

/** Segment's `context.referrer` is the ad click that led here: `{ id, type }`. */
function withoutReferringAd(context: JsonObject, consent: PurposeValues): JsonObject {
  if (consent.advertising === 'granted' || typeof context.referrer === 'string') return context
  const { referrer: _ad, ...rest } = context
  return rest
}
