import { Snapshot } from '../core/config.ts'
import type { Catalogue } from './catalogue.ts'
import { invalid, parseInput } from './parse-input.ts'

export const enabledDestinationsMax = 100

/** Rules that span parts of the document. What one part must satisfy is its own verb's business. */
export function validateSnapshot(snapshot: Snapshot, catalogue: Catalogue): void {
  parseInput(Snapshot, snapshot)
  refuseUnstorable(snapshot)
  refuseRepeats(snapshot)
  refuseTooManyEnabled(snapshot)
  refuseLooseRoutes(snapshot)
  if (snapshot.euOnly) refuseOutsideEu(snapshot, catalogue)
}

/** What Postgres cannot hold in JSON: NUL and half of a surrogate pair. */
function refuseUnstorable(value: unknown, path: string[] = []): void {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    throw invalid(path, 'holds a character that cannot be stored')
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    refuseUnstorable(name, path)
    refuseUnstorable(inner, [...path, name])
  }
}

function refuseRepeats({ sources, destinations, routes }: Snapshot): void {
  const seen = new Set<string>()
  const refuseSeen = (key: string, path: string[], problem: string) => {
    if (seen.has(key)) throw invalid(path, problem)
    seen.add(key)
  }
  for (const part of [...sources, ...destinations, ...routes]) refuseSeen(part.id, ['id'], `${part.id} is used twice`)
  for (const { slug } of sources) refuseSeen(`source ${slug}`, ['sources', slug], 'is there twice')
  for (const { slug } of destinations) refuseSeen(`destination ${slug}`, ['destinations', slug], 'is there twice')
  // One delivery per (event, destination): a second route to the same place could only contradict the first.
  for (const route of routes) {
    refuseSeen(
      `route ${route.sourceId} ${route.destinationId}`,
      ['routes'],
      'two routes join the same source and destination',
    )
  }
}

function refuseTooManyEnabled({ destinations }: Snapshot): void {
  const enabled = destinations.filter((destination) => destination.enabled).length
  if (enabled <= enabledDestinationsMax) return
  throw invalid(['destinations'], `${enabled} are enabled, at most ${enabledDestinationsMax} may be`)
}

function refuseLooseRoutes({ sources, destinations, routes }: Snapshot): void {
  const sourceIds = new Set(sources.map((source) => source.id))
  const destinationIds = new Set(destinations.map((destination) => destination.id))
  for (const route of routes) {
    if (!sourceIds.has(route.sourceId)) throw invalid(['routes'], 'a route starts at a source that is not there')
    if (!destinationIds.has(route.destinationId))
      throw invalid(['routes'], 'a route ends at a destination that is not there')
  }
}

function refuseOutsideEu({ destinations }: Snapshot, catalogue: Catalogue): void {
  for (const destination of destinations.filter(({ enabled }) => enabled)) {
    const place = catalogue.get(destination.type)?.processesIn ?? 'unknown'
    if (place === 'eu' || place === 'customer') continue
    throw invalid(['destinations', destination.slug], `processes in ${place}: refused because the workspace is euOnly`)
  }
}
