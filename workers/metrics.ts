import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { MaintainStore, QueueStatus, ReaderStore } from '../supabase/queries/ports.ts'
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

export interface MeasuredRegion {
  region: string
  reader: Pick<ReaderStore, 'queues'>
  maintain: Pick<MaintainStore, 'partitionsAhead'>
}

/** Asked of the databases when scraped, so that every process tells the same. One that is away is left out: /ready names it. */
export function queueMetrics(registry: Registry, regions: readonly MeasuredRegion[], now: () => Date): void {
  const registers = [registry]
  const labelNames = ['region', 'workspace', 'destination', 'state'] as const
  const gauge = (name: string, help: string, figure: (queue: QueueStatus) => number): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        const queues = await everyRegion(regions, async ({ region, reader }) => {
          return (await reader.queues(null)).map((queue) => ({ region, queue }))
        })
        this.reset()
        for (const { region, queue } of queues.flat()) {
          const { workspaceId: workspace, destinationId: destination, state } = queue
          this.set({ region, workspace, destination, state }, figure(queue))
        }
      },
    })
  }
  gauge(
    'tracklayer_queue_depth',
    'Deliveries queued or leased, by destination.',
    ({ queued, leased }) => queued + leased,
  )
  gauge('tracklayer_held', 'Deliveries that wait for an answer of the person, by destination.', ({ held }) => held)
  gauge('tracklayer_oldest_undelivered_seconds', 'Age of the oldest delivery that waits.', ({ oldestQueuedAt }) =>
    ageSeconds(oldestQueuedAt, now()),
  )
  gauge(
    'tracklayer_queue_expiring',
    'Deliveries of stopped destinations that end by age within 24 hours.',
    ({ expiringSoon }) => expiringSoon,
  )
  new Gauge({
    name: 'tracklayer_partitions_ahead_days',
    help: 'Days from today on that have their partitions.',
    labelNames: ['region'],
    registers,
    async collect() {
      const days = await everyRegion(regions, async ({ region, maintain }) => {
        return { region, ahead: await maintain.partitionsAhead(now()) }
      })
      for (const { region, ahead } of days) this.set({ region }, ahead)
    },
  })
}

async function everyRegion<T>(
  regions: readonly MeasuredRegion[],
  ask: (region: MeasuredRegion) => Promise<T>,
): Promise<T[]> {
  const answers = await Promise.allSettled(regions.map(ask))
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}

/** Two regions in one process share a registry and tell themselves apart by label. */
function shared<Metric>(registry: Registry, name: string, make: (name: string) => Metric): Metric {
  return (registry.getSingleMetric(name) as Metric | undefined) ?? make(name)
}

function ageSeconds(since: string | null, now: Date): number {
  return since === null ? 0 : Math.max(0, (now.getTime() - Date.parse(since)) / 1000)
}
