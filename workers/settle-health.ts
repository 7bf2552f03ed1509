import type { WorkerStore } from '../supabase/queries/ports.ts'
import type { Lease, LeaseHealth } from '../supabase/queries/records.ts'
import type { WorkerLog } from './worker-log.ts'

const silent: LeaseHealth = { succeeded: false, failuresInARow: 0, reason: null, retryAfterSeconds: null }

/** Tells the breaker, where it has something to hear: a vendor that always answers costs no call. */
export async function settleHealth(
  lease: Lease,
  health: LeaseHealth | null,
  deps: { store: Pick<WorkerStore, 'reportHealth'>; random(): number; log: WorkerLog },
): Promise<void> {
  const learned = health ?? silent
  if (!isNews(lease, learned)) return
  const { workspaceId, destinationId } = lease
  // What happened to the deliveries is recorded whatever becomes of this.
  const change = await deps.store.reportHealth(lease, learned, deps.random()).catch((error: unknown) => {
    deps.log.error({ err: error, workspaceId, destinationId }, 'breaker.not_told')
    return null
  })
  if (change === null || change.before === change.after) return
  const { before, after } = change
  deps.log.warn({ workspaceId, destinationId, before, after, reason: learned.reason }, 'breaker.changed')
}

function isNews({ probe, failures }: Lease, health: LeaseHealth): boolean {
  if (probe || health.failuresInARow > 0 || health.retryAfterSeconds !== null) return true
  return health.succeeded && failures > 0
}
