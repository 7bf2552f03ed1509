import { randomUUID } from 'node:crypto'
import type { Registry } from 'prom-client'
import { type Region, regions } from '../../core/config.ts'
import type { MasterKey } from '../../core/keyring.ts'
import { destinationFor, destinations } from '../../destinations/registry.ts'
import { factsLookup } from '../../router/facts.ts'
import type { Region as RegionStores } from '../../supabase/queries/connect.ts'
import type { ControlStore } from '../../supabase/queries/ports.ts'
import { watchSnapshots } from '../../supabase/queries/watch-snapshots.ts'
import { queueMetrics, workerMetrics } from '../../workers/metrics.ts'
import { startRegionWorker } from '../../workers/start-region.ts'
import type { WorkerLog } from '../../workers/worker-log.ts'
import { openSender } from '../open-sender.ts'
import { headExporter } from './export-heads.ts'

export interface WorkersDeps {
  control: ControlStore
  stores: ReadonlyMap<Region, RegionStores>
  master: MasterKey
  log: WorkerLog
  registry: Registry
  egressAllow: readonly string[]
  alone: boolean
  workerId: string
  /** Where heads of the sealed chains go. */
  receiptsFolder: string
}

/** One worker a region; they share the way out and the configuration. */
export async function startWorkers(deps: WorkersDeps): Promise<{ stop(): Promise<void> }> {
  const now = (): Date => new Date()
  const sender = openSender(deps.egressAllow)
  const snapshots = watchSnapshots({ control: deps.control, log: deps.log })
  const facts = factsLookup(destinations)
  const signer = deps.master.receipts()
  const folder = deps.receiptsFolder
  const served = regions.flatMap((region) => {
    const stores = deps.stores.get(region)
    return stores === undefined ? [] : [{ region, stores }]
  })
  const measured = served.map(({ region, stores: { reader, maintain } }) => ({ region, reader, maintain }))
  queueMetrics(deps.registry, measured, now)
  const workers = await Promise.all(
    served.map(({ region, stores }) => {
      return startRegionWorker({
        region,
        workerId: deps.workerId,
        worker: stores.worker,
        holds: stores.holds,
        tokens: stores.tokens,
        followUps: stores.followUps,
        replays: stores.replays,
        maintain: stores.maintain,
        erasure: stores.erasure,
        watch: stores.watch,
        receipts: {
          store: stores.sealing,
          signer,
          now,
          newId: randomUUID,
          exportHeads: headExporter({ folder, region, log: deps.log, publicKey: signer.publicKey }),
        },
        metrics: workerMetrics(deps.registry, region),
        alone: deps.alone,
        snapshots,
        destinationFor,
        facts,
        keyProvider: deps.master,
        sender,
        now,
        random: Math.random,
        log: deps.log,
      })
    }),
  )
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await snapshots.stop()
      await sender.close()
    },
  }
}
