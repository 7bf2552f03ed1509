import type { Snapshot } from '../../core/config.ts'
import type { QueueStatus } from '../../supabase/queries/ports.ts'
import { admitReader } from '../admit-reader.ts'
import { Refusal } from '../refusal.ts'
import type { Door } from './door.ts'

/** What is wrong with one source: alive, refused and not sent by reason, unmapped consent, pauses, clock. */
export const doctor: Door = (app, deps) => {
  app.get('/v1/doctor/:source', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps)
    const named = c.req.param('source')
    const source = snapshot.sources.find(({ id, slug }) => id === named || slug === named)
    if (source === undefined) throw new Refusal(404, 'source_unknown', 'this workspace has no such source')
    const [health, queues] = await Promise.all([
      stores.reader.sourceHealth(snapshot.workspaceId, source.id),
      stores.reader.queues(snapshot.workspaceId),
    ])
    return c.json({
      source: source.slug,
      enabled: source.enabled,
      ...health,
      destinations: routed(snapshot, source.id, queues),
    })
  })
}

/** A destination without a queue never had an event: nothing waits there. */
function routed(snapshot: Snapshot, sourceId: string, queues: QueueStatus[]) {
  const ids = new Set(
    snapshot.routes.filter((route) => route.sourceId === sourceId).map((route) => route.destinationId),
  )
  return snapshot.destinations
    .filter(({ id }) => ids.has(id))
    .map(({ id, slug, enabled }) => {
      const queue = queues.find(({ destinationId }) => destinationId === id)
      return {
        destination: slug,
        enabled,
        state: queue?.state ?? 'runnable',
        reason: queue?.reason ?? null,
        since: queue?.since ?? null,
        waiting: (queue?.queued ?? 0) + (queue?.leased ?? 0),
        oldestWaitingAt: queue?.oldestQueuedAt ?? null,
      }
    })
}
