import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { IngestMetrics } from './ports.ts'
import type { StorageGuard } from './storage-guard.ts'

/** Prometheus over prom-client, which needs Node; an edge runtime passes its own. No label names a workspace or person. */
export function ingestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry]
  const requests = new Histogram({
    name: 'tracklayer_ingest_request_seconds',
    help: 'Time from request to answer, by door and status.',
    labelNames: ['door', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const events = new Counter({
    name: 'tracklayer_ingest_events_total',
    help: 'Events received, by result.',
    labelNames: ['status'],
    registers,
  })
  const rejected = new Counter({
    name: 'tracklayer_ingest_rejected_total',
    help: 'Rejected events, by code.',
    labelNames: ['code'],
    registers,
  })
  const limiterAway = new Counter({
    name: 'tracklayer_limiter_unavailable_total',
    help: 'Limit checks that passed because the limiter was away.',
    registers,
  })
  const ledgerKeys = new Counter({
    name: 'tracklayer_ingest_ledger_keys_total',
    help: 'Subject keys asked of the consent ledger.',
    registers,
  })
  const warned = new Counter({
    name: 'tracklayer_preflight_warnings_total',
    help: 'Events a vendor would take and then ignore in part, by type and code.',
    labelNames: ['type', 'code'],
    registers,
  })
  return {
    answered: ({ door, status, durationMs }) => requests.observe({ door, status: String(status) }, durationMs / 1000),
    results(counts) {
      for (const [status, count] of Object.entries(counts)) events.inc({ status }, count)
    },
    rejected: (code) => rejected.inc({ code }),
    limiterAway: () => limiterAway.inc(),
    preflight: (type, code) => warned.inc({ type, code }),
    ledgerRead: (keys) => ledgerKeys.inc(keys),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

/** Only where the databases are on this machine's disk: a figure that nobody knows is not shown. */
export function diskMetrics(registry: Registry, guard: Pick<StorageGuard, 'daysToFull' | 'freeBytes'>): void {
  const registers = [registry]
  new Gauge({
    name: 'tracklayer_disk_free_bytes',
    help: 'Free space where the databases are.',
    registers,
    collect() {
      setKnown(this, guard.freeBytes())
    },
  })
  new Gauge({
    name: 'tracklayer_disk_days_to_full',
    help: 'Days until the disk is full at the pace of the last day.',
    registers,
    collect() {
      setKnown(this, guard.daysToFull())
    },
  })
}

function setKnown(gauge: Gauge, value: number | null): void {
  if (value === null) gauge.remove()
  else gauge.set(value)
}
