import type { DestinationConfig, RouteConfig, Snapshot } from '../core/config.ts'

/** A destination that routes of the event's source lead to. */
export interface Target {
  destination: DestinationConfig
  /** In the order of the snapshot; the first that matches decides what `value` means. */
  routes: readonly [RouteConfig, ...RouteConfig[]]
}

const targetsBySource = new WeakMap<Snapshot, Map<string, readonly Target[]>>()

/** Worked out once a snapshot and source: a batch of thousands asks with the same two. */
export function targetsOf(snapshot: Snapshot, sourceId: string): readonly Target[] {
  const known = targetsBySource.get(snapshot) ?? new Map<string, readonly Target[]>()
  targetsBySource.set(snapshot, known)
  const held = known.get(sourceId)
  if (held !== undefined) return held
  const targets = findTargets(snapshot, sourceId)
  if (snapshot.sources.some(({ id }) => id === sourceId)) known.set(sourceId, targets)
  return targets
}

/** Those an event of the source is counted for (`fan_out`). */
export function enabledTargets(snapshot: Snapshot, sourceId: string): readonly Target[] {
  return targetsOf(snapshot, sourceId).filter(({ destination }) => destination.enabled)
}

function findTargets(snapshot: Snapshot, sourceId: string): Target[] {
  const destinations = new Map(snapshot.destinations.map((destination) => [destination.id, destination]))
  const routes = snapshot.routes.filter((route) => route.sourceId === sourceId)
  const byDestination = Map.groupBy(routes, (route) => route.destinationId)
  return [...byDestination].flatMap(([destinationId, [first, ...rest]]) => {
    const destination = destinations.get(destinationId)
    return destination === undefined || first === undefined ? [] : [{ destination, routes: [first, ...rest] }]
  })
}
