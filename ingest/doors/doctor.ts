import type { DestinationType, Snapshot } from '../../core/config.ts'
import { daysToEndOfLife } from '../../destinations/end-of-life.ts'
import type { QueueStatus } from '../../supabase/queries/ports.ts'
import { admitReader } from '../admit-reader.ts'
import type { IngestDeps } from '../ports.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

/** What is wrong with one source: alive, refused and not sent by reason, unmapped consent, pauses, clock. */
export const doctor: Door = (app, deps) => {
  app.get('/v1/doctor/:source', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps)
    const named = c.req.param('source')
    const source = snapshot.sources.find(({ id, slug }) => id === named || slug === named)
    if (source === undefined) throw new Refusal(404, 'source_unknown', 'this workspace has no such source')
    const [health, queues, { egress }] = await Promise.all([
      stores.reader.sourceHealth(snapshot.workspaceId, source.id),
      stores.reader.queues(snapshot.workspaceId),
      stores.reader.stops(snapshot.workspaceId),
    ])
    return c.json({
      source: source.slug,
      enabled: source.enabled,
      ...health,
      egressStopped: egress,
      destinations: routed(deps, snapshot, { sourceId: source.id, queues }),
    })
  })
}

/** A destination without a queue never had an event: nothing waits there. */
function routed(deps: IngestDeps, snapshot: Snapshot, of: { sourceId: string; queues: QueueStatus[] }) {
  const { sourceId, queues } = of
  const ids = new Set(
    snapshot.routes.filter((route) => route.sourceId === sourceId).map((route) => route.destinationId),
  )
  return snapshot.destinations
    .filter(({ id }) => ids.has(id))
    .map(({ id, slug, type, enabled }) => {
      const queue = queues.find(({ destinationId }) => destinationId === id)
      return {
        destination: slug,
        enabled,
        state: queue?.state ?? 'runnable',
        reason: queue?.reason ?? null,
        since: queue?.since ?? null,
        waiting: (queue?.queued ?? 0) + (queue?.leased ?? 0),
        held: queue?.held ?? 0,
        endingByAgeWithin24h: queue?.expiringSoon ?? 0,
        oldestWaitingAt: queue?.oldestQueuedAt ?? null,
        ...endingVersion(deps, type),
      }
    })
}

/** Said only when it is near: the version is ours to raise, by an update of TrackLayer. */
function endingVersion(deps: IngestDeps, type: DestinationType) {
  const version = deps.destinationType(type)?.version
  const days = version === undefined ? null : daysToEndOfLife(version, deps.clock())
  return version === undefined || days === null ? {} : { apiVersion: version.api, apiVersionEndsInDays: days }
}
