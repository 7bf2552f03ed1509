import type { PresentedKey } from '../core/api-keys.ts'
import type { DestinationType, Region, Snapshot } from '../core/config.ts'
import type { JsonObject } from '../core/json.ts'
import type { KeyProvider } from '../core/keyring.ts'
import type { ReceiptVerifier } from '../core/receipts/signer.ts'
import type { Destination } from '../destinations/contract.ts'
import type { FactsLookup } from '../router/facts.ts'
import type { ConsentStore, IngestStore, ReaderStore, ReceiptReads, SourceNote } from '../supabase/queries/ports.ts'
import type { ReplayView } from '../supabase/queries/replay-records.ts'
import type { SubjectStore } from '../supabase/queries/subject-ports.ts'
import type { TrustsAddress } from './client-address.ts'
import type { AddressLimits } from './limits/address-limits.ts'
import type { Limiter } from './limits/limiter.ts'
import type { RateNumbers } from './limits/numbers.ts'

/** What an accepted key lets its bearer do. */
export interface KeyFacts {
  keyId: string
  workspaceId: string
  /** Null = not bound to one source. */
  sourceId: string | null
  kind: 'write' | 'secret'
  scopes: readonly string[]
  expiresAt: string | null
}

export interface KeySource {
  /** True when an answer is at hand without asking control. */
  knows(key: PresentedKey): boolean
  /** Throws StoreUnavailableError when control is away and the key is not known. */
  find(key: PresentedKey): Promise<KeyFacts | null>
}

export interface SnapshotSource {
  /** Null = control knows no such workspace. Throws StoreUnavailableError when it is away and none is known. */
  current(workspaceId: string): Promise<Snapshot | null>
  /** Reads anew: the region said that the workspace moved. */
  refresh(workspaceId: string): Promise<void>
  /** As it was then; null = there is no such version. */
  version(workspaceId: string, version: number): Promise<Snapshot | null>
}

export interface RegionStores {
  ingest: IngestStore
  consent: ConsentStore
  reader: ReaderStore
  /** Absent where nobody verifies (an edge isolate). */
  receipts?: ReceiptReads
  /** Absent where no requests of persons are answered (an edge isolate). */
  subjects?: SubjectStore
}

/** What a key of scope `ops` may have done: a verb of control, with its checks and its audit row. */
export const operationNames = ['redriveDead', 'previewReplay', 'startReplay', 'stopReplay'] as const
export type OperationName = (typeof operationNames)[number]
export type Operations = (
  name: OperationName,
  call: { keyId: string; workspaceId: string; input: JsonObject },
) => Promise<ReplayView>

/** pino and anything with the same three methods. Objects are redacted by the logger, see log.ts. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface IngestMetrics {
  answered(answer: { door: string; status: number; durationMs: number }): void
  results(counts: { accepted: number; duplicate: number; rejected: number }): void
  rejected(code: string): void
  limiterAway(): void
  ledgerRead(keys: number): void
  /** One event that this type of vendor would take and then ignore in part. */
  preflight(type: string, code: string): void
  /** Prometheus text. */
  render(): Promise<{ contentType: string; text: string }>
}

export interface ConfigHealth {
  /** Seconds since control was last heard of; null = never. */
  silentSeconds: number | null
}

export interface GeoHeaders {
  country: string
  region: string
}

/** Everything the app needs of the world. `main.ts` wires it on Node, `edge.ts` on workerd. */
export interface IngestDeps {
  keys: KeySource
  snapshots: SnapshotSource
  /** Undefined = not served by this process. */
  regions(region: Region): RegionStores | undefined
  servedRegions: readonly Region[]
  regionHosts: Partial<Record<Region, string>>
  limiter: Limiter
  addressLimits: AddressLimits
  rates: RateNumbers
  /** Settings parsed, declarations at hand: all that deciding knows of a vendor. */
  facts: FactsLookup
  destinationType(type: DestinationType): Destination | null
  keyProvider: KeyProvider
  /** What seals are checked with. */
  receiptKey(): ReceiptVerifier
  clock(): Date
  newId(): string
  log: Log
  metrics: IngestMetrics
  /** Null where nobody operates (an edge isolate). */
  operations: Operations | null
  /** Counts what a source sends wrong, for its doctor. */
  noteSource(
    region: Region,
    source: { workspaceId: string; sourceId: string },
    kind: SourceNote['kind'],
    code: string,
  ): void
  storageLow(): boolean
  configHealth(): ConfigHealth
  trusts: TrustsAddress
  /** Address of the TCP peer; `env` is Hono's, so that the app knows no runtime. */
  peerAddress(env: unknown): string | null
  geoHeaders: GeoHeaders
}
