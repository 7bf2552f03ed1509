import type { Event } from '../core/event.ts'
import { mapEvent } from '../core/map-event.ts'
import type { GateContext } from './gates/gate.ts'

/** What the vendor is asked about is what it would get. Filters, consent and bots go by what the shop sent. */
export function mappedEvent({ event, routes }: Pick<GateContext, 'event' | 'routes'>): Event {
  return mapEvent(event, routes[0].mapping)
}
