import type { RouteConfig, RouteFilter } from '../../core/config.ts'
import type { Event } from '../../core/event.ts'
import { propertyHolds } from '../property-test.ts'
import { sampleOf } from '../sample.ts'
import { type Gate, stop } from './gate.ts'

/** The first route that matches wins; an event is filtered only if every route filters it. */
export const routeFilterGate: Gate = {
  name: 'route_filter',
  readsWholeEvent: true,
  ask: ({ event, routes }) => {
    const asked = routes.map((route) => ({ routeId: route.id, mismatch: mismatchOf(event, route) }))
    const match = asked.find(({ mismatch }) => mismatch === null)
    const inputs = { routes: asked }
    if (match === undefined) return stop('filtered', asked[0]?.mismatch ?? 'no_route', inputs)
    return { passed: true, inputs, routeId: match.routeId }
  },
}

/** Null = the route takes the event. */
function mismatchOf(event: Event, { filter }: RouteConfig): string | null {
  const failed = conditions.find(({ holds }) => !holds(event, filter))
  return failed?.reason ?? null
}

const conditions: readonly { reason: string; holds(event: Event, filter: RouteFilter): boolean }[] = [
  { reason: 'type_not_routed', holds: ({ type }, { types }) => types === undefined || types.includes(type) },
  { reason: 'event_not_routed', holds: (event, { events }) => events === undefined || namedIn(events, event) },
  {
    reason: 'property_mismatch',
    holds: (event, { properties }) => properties?.every((test) => propertyHolds(event, test)) ?? true,
  },
  { reason: 'sampled_out', holds: (event, { sample }) => sample === undefined || sampleOf(event) < sample },
]

function namedIn(events: readonly string[], { name, standard }: Event): boolean {
  return (name !== null && events.includes(name)) || (standard !== null && events.includes(standard))
}
