import type { Region } from '../../core/config.ts'
import { factsLookup } from '../../router/facts.ts'
import type { Lease } from '../../supabase/queries/records.ts'
import type { WatchStore } from '../../supabase/queries/watch-store.ts'
import { type DeliverDeps, deliverLease } from '../deliver-lease.ts'
import type { WorkerLog } from '../worker-log.ts'
import { heartbeatDestination, heartbeatSnapshot } from './heartbeat-event.ts'

const facts = factsLookup([heartbeatDestination])

/** The way of every lease, with a configuration and a destination of our own; what was finished as delivered has arrived. */
export function heartbeatDelivery(
  deps: DeliverDeps,
  { region, store }: { region: Region; store: Pick<WatchStore, 'acknowledgeHeartbeat'> },
): (lease: Lease) => Promise<void> {
  const snapshot = heartbeatSnapshot(region, deps.keyProvider)
  return async (lease) => {
    const arrived: string[] = []
    await deliverLease(lease, {
      ...deps,
      snapshots: { current: async () => snapshot },
      destinationFor: () => heartbeatDestination,
      facts,
      log: quiet(deps.log),
      finished: (_type, records) =>
        void arrived.push(...records.flatMap(({ outcome, eventId }) => (outcome === 'delivered' ? [eventId] : []))),
    })
    for (const eventId of arrived) await store.acknowledgeHeartbeat(eventId, deps.now().toISOString())
  }
}

/** A line a minute that says nothing. */
function quiet(log: WorkerLog): WorkerLog {
  return { info: () => undefined, warn: log.warn.bind(log), error: log.error.bind(log) }
}
