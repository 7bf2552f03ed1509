import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { Cron } from 'croner'
import type { Region } from '../core/config.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { keysOf } from '../core/keys-of-snapshot.ts'
import type { OAuthClient } from '../destinations/contract.ts'
import { refreshToken } from '../destinations/refresh-token.ts'
import { aboutNobody } from '../destinations/send.ts'
import type { FollowUpStore, HoldStore, MaintainStore, TokenStore, WorkerStore } from '../supabase/queries/ports.ts'
import type { ReplayStore } from '../supabase/queries/replay-records.ts'
import type { ErasureStore } from '../supabase/queries/subject-ports.ts'
import type { WatchStore } from '../supabase/queries/watch-store.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createDatabaseClock } from './database-clock.ts'
import { type DeliverDeps, deliverLease } from './deliver-lease.ts'
import { type FollowUpDeps, followUp } from './follow-up.ts'
import { createHeartbeat } from './heartbeat.ts'
import { type ReceiptKeeping, startMaintenance } from './maintain.ts'
import type { WorkerMetrics } from './metrics.ts'
import { releaseHolds } from './release-holds.ts'
import { startReplayer } from './replay/start-replayer.ts'
import { heartbeatDelivery } from './watch/deliver-heartbeat.ts'
import { heartbeatWorkspace } from './watch/heartbeat-event.ts'
import { startWorker } from './worker.ts'

export interface RegionWorkerDeps
  extends Omit<DeliverDeps, 'store' | 'tokens' | 'followUps' | 'leaseIsSafe' | 'finished' | 'pause'> {
  region: Region
  workerId: string
  worker: WorkerStore
  holds: HoldStore
  tokens: TokenStore
  followUps: FollowUpStore
  replays: ReplayStore
  maintain: MaintainStore
  erasure: ErasureStore
  watch: Pick<WatchStore, 'acknowledgeHeartbeat'>
  receipts: ReceiptKeeping
  metrics: WorkerMetrics
  /** Nobody else can be alive on this database: what a dead run held is taken back at once. */
  alone: boolean
}

/** Delivers and maintains one region until stopped. */
export async function startRegionWorker(deps: RegionWorkerDeps): Promise<{ stop(): Promise<void> }> {
  const { region, workerId, log } = deps
  const monotonicMs = (): number => performance.now()
  const clock = createDatabaseClock({ store: deps.worker, ownNow: deps.now, monotonicMs })
  const now = clock.now
  // Before anything is purged by age.
  await clock.compare()
  const onError = (step: string, error: unknown): void => log.error({ err: error, region, step }, 'worker.failed')
  const maintenance = await startMaintenance({
    region,
    store: deps.maintain,
    receipts: deps.receipts,
    erasure: deps.erasure,
    keysOf: keysFrom(deps),
    isConfigured: isConfiguredIn(deps.snapshots),
    now,
    onTended: (what) => log.warn({ region, ...what }, 'stopped.tended'),
    onDone: (result) => log.info(result, 'purge.done'),
    onError: (error) => onError('maintain', error),
  })
  const heartbeat = createHeartbeat({
    workerId,
    store: deps.worker,
    monotonicMs,
    alone: deps.alone,
    onReclaimed(workerIds, rows) {
      deps.metrics.reclaimed(rows)
      log.warn({ region, workerIds, rows }, 'leases.reclaimed')
    },
  })
  const refresh = (client: OAuthClient) => refreshToken(client, (request) => deps.sender.send(request, aboutNobody))
  const deliverDeps: DeliverDeps & FollowUpDeps = {
    ...deps,
    now,
    pause,
    store: deps.worker,
    tokens: createAccessTokens({ store: deps.tokens, refresh, now, pause }),
    leaseIsSafe: heartbeat.leaseIsSafe,
    finished: deps.metrics.finished,
  }
  const deliverHeartbeat = heartbeatDelivery(deliverDeps, { region, store: deps.watch })
  const worker = startWorker({
    workerId,
    store: deps.worker,
    heartbeat: { ...heartbeat, beat: () => clock.compare().then(heartbeat.beat) },
    releaseHolds: () => releaseHolds({ ...deps, store: deps.holds, now, onError: (error) => onError('holds', error) }),
    deliverLease: (lease) =>
      lease.workspaceId === heartbeatWorkspace ? deliverHeartbeat(lease) : deliverLease(lease, deliverDeps),
    now,
    onError,
  })
  const asking = new Cron(
    '*/10 * * * * *',
    { protect: true, unref: true, catch: (error: unknown) => onError('follow_up', error) },
    () => followUp(deliverDeps),
  )
  const replayer = startReplayer({ ...deps, store: deps.replays, now, onError })
  return {
    async stop() {
      asking.stop()
      maintenance.stop()
      await replayer.stop()
      await worker.stop()
    },
  }
}

/** Unknown while control is away, and then nothing is forgotten. */
function isConfiguredIn(
  snapshots: RegionWorkerDeps['snapshots'],
): (workspaceId: string, destinationId: string) => Promise<boolean> {
  return async (workspaceId, destinationId) => {
    const snapshot = await snapshots.current(workspaceId)
    return snapshot?.destinations.some(({ id }) => id === destinationId) ?? false
  }
}

function keysFrom({
  snapshots,
  keyProvider,
}: RegionWorkerDeps): (workspaceId: string) => Promise<WorkspaceKeys | null> {
  return async (workspaceId) => {
    const snapshot = await snapshots.current(workspaceId)
    return snapshot === null ? null : keysOf(snapshot, keyProvider)
  }
}
