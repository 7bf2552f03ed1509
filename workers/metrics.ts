import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MaintainStore, ReaderStore } from '../supabase/queries/ports.ts'
import type { FinishRecord } from '../supabase/queries/records.ts'

export interface WorkerMetrics {
  finished(type: string, records: FinishRecord[]): void
  reclaimed(rows: number): void
}

export function workerMetrics(registry: Registry, region: string): WorkerMetrics {
  const registers = [registry]
  const outcomes = shared(registry, 'tracklayer_deliveries_total', (name) => {
    return new Counter({ name, help: 'Deliveries by outcome.', labelNames: ['region', 'type', 'outcome'], registers })
  })
  const requests = shared(registry, 'tracklayer_vendor_request_seconds', (name) => {
    return new Histogram({ name, help: 'Time a vendor took to answer.', labelNames: ['region', 'type'], registers })
  })
  const reclaimed = shared(registry, 'tracklayer_reclaimed_total', (name) => {
    return new Counter({ name, help: 'Deliveries taken back from dead workers.', labelNames: ['region'], registers })
  })
  return {
    finished(type, records) {
      for (const { outcome, attempt } of records) {
        outcomes.inc({ region, type, outcome })
        if (attempt !== null) requests.observe({ region, type }, attempt.durationMs / 1000)
      }
    },
    reclaimed: (rows) => reclaimed.inc({ region }, rows),
  }
}

/** Asked of the database when scraped, so that every process tells the same. */
export function queueMetrics(
  registry: Registry,
  deps: { region: string; reader: ReaderStore; maintain: MaintainStore; now(): Date },
): void {
  const { region } = deps
  const labelNames = ['region', 'workspace', 'destination', 'state'] as const
  const depth = shared(registry, 'tracklayer_queue_depth', (name) => {
    return new Gauge({ name, help: 'Deliveries queued or leased.', labelNames, registers: [registry] })
  })
  const oldest = shared(registry, 'tracklayer_oldest_undelivered_seconds', (name) => {
    return new Gauge({ name, help: 'Age of the oldest undelivered.', labelNames, registers: [registry] })
  })
  const ahead = shared(registry, 'tracklayer_partitions_ahead_days', (name) => {
    return new Gauge({ name, help: 'Days that have partitions.', labelNames: ['region'], registers: [registry] })
  })
  collectors(registry).push(async () => {
    ahead.set({ region }, await deps.maintain.partitionsAhead(deps.now()))
    for (const queue of await deps.reader.queues(null)) {
      const labels = { region, workspace: queue.workspaceId, destination: queue.destinationId, state: queue.state }
      depth.set(labels, queue.queued + queue.leased)
      oldest.set(labels, ageSeconds(queue.oldestQueuedAt, deps.now()))
    }
  })
}

const collectorsOf = new WeakMap<Registry, (() => Promise<void>)[]>()

function collectors(registry: Registry): (() => Promise<void>)[] {
  const known = collectorsOf.get(registry) ?? []
  collectorsOf.set(registry, known)
  return known
}

/** Before a scrape. A database that is away leaves the last figures standing; its own alarm is /ready. */
export async function collectQueueMetrics(registry: Registry): Promise<void> {
  await Promise.allSettled(collectors(registry).map((collect) => collect()))
}

/** Two regions in one process share a registry and tell themselves apart by label. */
function shared<Metric>(registry: Registry, name: string, make: (name: string) => Metric): Metric {
  return (registry.getSingleMetric(name) as Metric | undefined) ?? make(name)
}

function ageSeconds(since: string | null, now: Date): number {
  return since === null ? 0 : Math.max(0, (now.getTime() - Date.parse(since)) / 1000)
}
