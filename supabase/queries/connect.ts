import { setTimeout as pause } from 'node:timers/promises'
import { createConsentStore } from './consent-store.ts'
import { createControlStore } from './control-store.ts'
import { openPool, type PoolOptions } from './database.ts'
import { createFollowUpStore } from './follow-up-store.ts'
import { createHoldStore } from './hold-store.ts'
import { ingestOverDriver } from './ingest-over-driver.ts'
import { createIngestStore } from './ingest-store.ts'
import { createMaintainStore } from './maintain-store.ts'
import type {
  ConsentStore,
  ControlStore,
  FollowUpStore,
  HoldStore,
  IngestStore,
  MaintainStore,
  ReaderStore,
  ReceiptReads,
  ReceiptStore,
  RegionAdminStore,
  SourceNotesStore,
  TokenStore,
  WorkerStore,
} from './ports.ts'
import { createReaderStore } from './reader-store.ts'
import { createReceiptReads } from './receipt-reads.ts'
import { createReceiptStore } from './receipt-store.ts'
import { createRegionAdminStore } from './region-admin-store.ts'
import type { ReplayStore } from './replay-records.ts'
import { createReplayStore } from './replay-store.ts'
import { createSourceNotesStore } from './source-notes-store.ts'
import type { ErasureStore, SubjectStore } from './subject-ports.ts'
import { createErasureStore, createSubjectStore } from './subject-store.ts'
import { createTokenStore } from './token-store.ts'
import { createWatchStore, type WatchStore } from './watch-store.ts'
import { createWorkerStore } from './worker-store.ts'

/*
 * The doors of the two planes. A pool opens its first connection with the first question, so that a process pays only
 * for the stores it uses; each pool is of one role and can call that role's functions only.
 *
 *   connectControl(url, { role })  → ControlStore & { close() }
 *   connectRegion(url)             → { ingest, reader, worker, tokens, maintain, admin, close() }
 *   connectIngest(url, { … })      → IngestStore & { close() }   one pool; for workerd with callsInFlightMax: Infinity
 *   connectConsent(url, { … })     → ConsentStore & { close() }
 *   connectReader(url, { … })      → ReaderStore & { close() }
 */

export interface ConnectOptions {
  clock?: () => Date
  /** False behind a pooler in transaction mode. */
  prepare?: boolean
}

export interface Region {
  ingest: IngestStore
  consent: ConsentStore
  sourceNotes: SourceNotesStore
  reader: ReaderStore
  worker: WorkerStore
  holds: HoldStore
  tokens: TokenStore
  followUps: FollowUpStore
  replays: ReplayStore
  maintain: MaintainStore
  watch: WatchStore
  sealing: ReceiptStore
  receipts: ReceiptReads
  subjects: SubjectStore
  erasure: ErasureStore
  admin: RegionAdminStore
  close(): Promise<void>
}

type Closable = { close(): Promise<void> }

/** `role`: ingest and workers read configuration with their own role and can change nothing. */
export function connectControl(
  url: string,
  options: ConnectOptions & { role?: 'tl_control' | 'tl_ingest' | 'tl_worker'; connectionsMax?: number } = {},
): ControlStore & Closable {
  const pool = openPool(url, poolOptions(options.role ?? 'tl_control', options.connectionsMax ?? 3, options))
  return { ...createControlStore(pool), close: pool.close }
}

export function connectRegion(url: string, options: ConnectOptions = {}): Region {
  const clock = options.clock ?? (() => new Date())
  const reader = connectReader(url, options)
  const working = openPool(url, poolOptions('tl_worker', 4, options))
  // A purge may wait for a lock and then delete a day of a workspace.
  const maintaining = openPool(url, { ...poolOptions('tl_maintainer', 1, options), statementTimeoutMs: 600_000 })
  // Never behind a purge.
  const watching = openPool(url, { ...poolOptions('tl_maintainer', 1, options), statementTimeoutMs: 60_000 })
  const administering = openPool(url, poolOptions('tl_control', 1, options))
  // A verifier reads a chain from its first seal: never before those who look at an event.
  const verifying = openPool(url, { ...poolOptions('tl_reader', 1, options), statementTimeoutMs: 60_000 })
  const ingest = connectIngest(url, options)
  // Choices and counts: rare beside events, and never behind a queue of them.
  const consenting = openPool(url, poolOptions('tl_ingest', 1, options))
  return {
    ingest,
    consent: createConsentStore(consenting),
    sourceNotes: createSourceNotesStore(consenting),
    reader,
    worker: createWorkerStore(working, clock),
    holds: createHoldStore(working),
    tokens: createTokenStore(working),
    followUps: createFollowUpStore(working),
    replays: createReplayStore(working),
    maintain: createMaintainStore(maintaining),
    watch: createWatchStore(watching),
    sealing: createReceiptStore(maintaining),
    receipts: createReceiptReads(verifying),
    subjects: createSubjectStore({ reading: verifying, writing: consenting }),
    erasure: createErasureStore(maintaining),
    admin: createRegionAdminStore(administering),
    close: async () => {
      await Promise.all(
        [ingest, consenting, reader, verifying, working, maintaining, watching, administering].map((pool) =>
          pool.close(),
        ),
      )
    },
  }
}

export function connectReader(
  url: string,
  options: ConnectOptions & { connectionsMax?: number } = {},
): ReaderStore & Closable {
  const pool = openPool(url, poolOptions('tl_reader', options.connectionsMax ?? 2, options))
  return { ...createReaderStore(pool, options.clock ?? (() => new Date())), close: pool.close }
}

export function connectConsent(
  url: string,
  options: ConnectOptions & { connectionsMax?: number } = {},
): ConsentStore & Closable {
  const pool = openPool(url, poolOptions('tl_ingest', options.connectionsMax ?? 1, options))
  return { ...createConsentStore(pool), close: pool.close }
}

export function connectIngest(
  url: string,
  options: ConnectOptions & { callsInFlightMax?: number; connectionsMax?: number } = {},
): IngestStore & Closable {
  // One connection more than calls in flight: consent is read while batches are written.
  const pool = openPool(url, poolOptions('tl_ingest', options.connectionsMax ?? 4, options))
  const store = createIngestStore(ingestOverDriver(pool), {
    callsInFlightMax: options.callsInFlightMax ?? 3,
    pause: (milliseconds) => pause(milliseconds),
  })
  return { ...store, close: pool.close }
}

function poolOptions(role: PoolOptions['role'], max: number, options: ConnectOptions): PoolOptions {
  return options.prepare === undefined ? { role, max } : { role, max, prepare: options.prepare }
}
