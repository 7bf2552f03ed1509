import { Gauge, type Registry } from 'prom-client'
import type { WatchReading, WatchStore } from '../../supabase/queries/watch-store.ts'

export interface WatchedRegion {
  region: string
  watch: Pick<WatchStore, 'read'>
}

/** Asked of the databases when scraped; a region that is away is left out, /ready names it. */
export function watchMetrics(registry: Registry, regions: readonly WatchedRegion[], now: () => Date): void {
  const gauge = (name: string, help: string, labels: string[], figures: (reading: WatchReading) => Figure[]): void => {
    new Gauge({
      name,
      help,
      labelNames: ['region', ...labels],
      registers: [registry],
      async collect() {
        this.reset()
        for (const { region, reading } of await read(regions, now())) {
          for (const { of, value } of figures(reading)) this.set({ region, ...of }, value)
        }
      },
    })
  }
  gauge('tracklayer_heartbeat_age_seconds', 'Since a heartbeat event arrived.', [], ({ heartbeatAgeSeconds: age }) =>
    age === null ? [] : [{ of: {}, value: age }],
  )
  gauge('tracklayer_alerts_open', 'Alerts that are not over, by code.', ['code'], ({ alerts }) =>
    alerts.map(({ code, count }) => ({ of: { code }, value: count })),
  )
  const parts = ['fanOut', 'terminal', 'inFlight', 'gap'] as const
  gauge(
    'tracklayer_reconciliation',
    'Deliveries promised, ended, in flight and in no state, of this hour and the last, as last checked.',
    ['workspace', 'hour', 'run', 'part'],
    ({ reconciliation }) =>
      reconciliation.flatMap((row) =>
        parts.map((part) => ({
          of: { workspace: row.workspaceId, hour: row.hour, run: String(row.run), part },
          value: row[part],
        })),
      ),
  )
}

interface Figure {
  of: Record<string, string>
  value: number
}

async function read(
  regions: readonly WatchedRegion[],
  now: Date,
): Promise<{ region: string; reading: WatchReading }[]> {
  const answers = await Promise.allSettled(
    regions.map(async ({ region, watch }) => ({ region, reading: await watch.read(now.toISOString()) })),
  )
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
}
