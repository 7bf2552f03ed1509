import { randomUUID } from 'node:crypto'
import type { Registry } from 'prom-client'
import type { Region } from '../../core/config.ts'
import type { Region as RegionStores } from '../../supabase/queries/connect.ts'
import { startWatch } from '../../workers/watch/start-watch.ts'
import { watchMetrics } from '../../workers/watch/watch-metrics.ts'
import type { WorkerLog } from '../../workers/worker-log.ts'
import { openSender } from '../open-sender.ts'
import type { Settings } from '../settings.ts'

/** Heartbeats, reconciliation and alerts of every region served here, whatever the role of this process. */
export function startWatching(deps: {
  stores: ReadonlyMap<Region, RegionStores>
  webhook: Settings['alertWebhook']
  egressAllow: readonly string[]
  registry: Registry
  log: WorkerLog
}): { stop(): Promise<void> } {
  const { stores, webhook, log } = deps
  const ownNow = (): Date => new Date()
  const sender = openSender(deps.egressAllow)
  const served = [...stores].map(([region, store]) => ({ region, store }))
  watchMetrics(
    deps.registry,
    served.map(({ region, store: { watch } }) => ({ region, watch })),
    ownNow,
  )
  const watches = served.map(({ region, store: { watch, ingest, admin, worker } }) =>
    startWatch({
      ...{ region, store: watch, ingest, admin, clock: worker, sender, webhook, log, ownNow, newId: randomUUID },
      onError: (step, error) => log.error({ err: error, region, step }, 'watch.failed'),
    }),
  )
  return {
    async stop() {
      await Promise.all(watches.map((one) => one.stop()))
      await sender.close()
    },
  }
}
