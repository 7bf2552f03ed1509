import type { Region } from '../core/config.ts'
import type { MasterKey } from '../core/keyring.ts'
import { destinationFor, destinations } from '../destinations/registry.ts'
import { factsLookup } from '../router/facts.ts'
import type { ControlStore } from '../supabase/queries/ports.ts'
import { trustedProxies } from './client-address.ts'
import { type ConfigWatch, createConfigWatch } from './config-watch.ts'
import { createKeyCache } from './key-cache.ts'
import { addressLimits } from './limits/address-limits.ts'
import type { Limiter } from './limits/limiter.ts'
import { rateNumbers } from './limits/numbers.ts'
import type { GeoHeaders, IngestDeps, IngestMetrics, Log, Operations, RegionStores } from './ports.ts'
import { createSnapshotCache } from './snapshot-cache.ts'

/** The world as any runtime has it; Node and workerd differ in where these come from. */
export interface IngestWorld {
  control: Pick<ControlStore, 'findKey' | 'snapshot' | 'versions'>
  regions: Partial<Record<Region, RegionStores>>
  regionHosts: Partial<Record<Region, string>>
  masterKey: MasterKey
  limiter: Limiter
  metrics: IngestMetrics
  log: Log
  trustedProxies: readonly string[]
  storageLow(): boolean
  noteSource?: IngestDeps['noteSource']
  operations?: Operations
  peerAddress(env: unknown): string | null
  geoHeaders?: GeoHeaders
  clock?(): Date
  newId?(): string
  rates?: IngestDeps['rates']
  /** For isolates, which have no poll loop: how old configuration may get. */
  cacheTtlMs?: number
}

/** Cloudflare's; another edge's are set beside it. */
const cloudflareGeo: GeoHeaders = { country: 'cf-ipcountry', region: 'cf-region-code' }

export function wireIngest(world: IngestWorld): { deps: IngestDeps; watch: ConfigWatch } {
  const clock = world.clock ?? (() => new Date())
  const nowMs = () => clock().getTime()
  const ttl = world.cacheTtlMs === undefined ? {} : { ttlMs: world.cacheTtlMs }
  const { control, masterKey, log } = world
  const keys = createKeyCache({
    findKey: (lookup) => control.findKey(lookup),
    pepper: masterKey.pepper,
    now: clock,
    ...ttl,
  })
  const snapshots = createSnapshotCache({
    load: (workspaceId, version) => control.snapshot(workspaceId, version),
    ...ttl,
  })
  const watch = createConfigWatch({ control, keys, snapshots, log, nowMs })
  const rates = world.rates ?? rateNumbers
  const deps: IngestDeps = {
    keys,
    snapshots,
    regions: (region) => world.regions[region],
    servedRegions: Object.keys(world.regions) as Region[],
    regionHosts: world.regionHosts,
    limiter: world.limiter,
    addressLimits: addressLimits(rates, nowMs),
    rates,
    facts: factsLookup(destinations),
    destinationType: destinationFor,
    keyProvider: masterKey,
    receiptKey: masterKey.receipts,
    clock,
    newId: world.newId ?? (() => crypto.randomUUID()),
    log,
    metrics: world.metrics,
    storageLow: world.storageLow,
    operations: world.operations ?? null,
    noteSource: world.noteSource ?? (() => undefined),
    configHealth: watch.health,
    trusts: trustedProxies(world.trustedProxies),
    peerAddress: world.peerAddress,
    geoHeaders: world.geoHeaders ?? cloudflareGeo,
  }
  return { deps, watch }
}
