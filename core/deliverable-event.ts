import type { Event, Network } from './event.ts'
import type { IdentityBundle } from './identity/bundle.ts'
import type { PurposeValues } from './purpose.ts'

/**
 * One event as one destination may see it: identity, network, click ids and URLs are already stripped to what the
 * granted purposes allow, and `value` carries the meaning the route chose. Built in core/deliverable-event.ts only (toDeliverable).
 */
export interface DeliverableEvent extends Event {
  identity: IdentityBundle
  network: Network
  /** Order or item value in major units as the route wants it; null = the event has none. */
  value: number | null
  consent: PurposeValues
  mode: 'full' | 'limited'
}
