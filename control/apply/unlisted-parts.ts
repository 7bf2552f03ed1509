import type { Snapshot } from '../../core/config.ts'
import type { FileWorkspace } from './config-file.ts'

/** What is there and not in the file, in slugs. Kept unless somebody asks for pruning. */
export interface Unlisted {
  routes: { source: string; destination: string }[]
  destinations: string[]
  sources: string[]
}

export function unlistedParts(snapshot: Snapshot, file: FileWorkspace): Unlisted {
  const listedRoutes = new Set(file.routes.map(({ source, destination }) => `${source} ${destination}`))
  return {
    sources: missingFrom(snapshot.sources, file.sources),
    destinations: missingFrom(snapshot.destinations, file.destinations),
    routes: routesInSlugs(snapshot).filter(({ source, destination }) => !listedRoutes.has(`${source} ${destination}`)),
  }
}

export function routesInSlugs({ routes, sources, destinations }: Snapshot): Unlisted['routes'] {
  const slugs = new Map([...sources, ...destinations].map((part) => [part.id, part.slug]))
  return routes.map((route) => ({
    source: slugs.get(route.sourceId) ?? route.sourceId,
    destination: slugs.get(route.destinationId) ?? route.destinationId,
  }))
}

function missingFrom(parts: readonly { slug: string }[], listed: readonly { slug: string }[]): string[] {
  const slugs = new Set(listed.map((part) => part.slug))
  return parts.map((part) => part.slug).filter((slug) => !slugs.has(slug))
}
