import type { WorkerStore } from '../supabase/queries/ports.ts'

export const heartbeatEveryMs = 1_000
/** A counter that stood still this long, by our own monotonic clock, belongs to a dead worker. */
export const deadAfterMs = 30_000
/** A vendor's answer is waited for at most this long. */
export const sendTimeoutMs = 15_000
/** Send time-out + 5 s must end before another worker may take the lease (design 7). */
export const safeHeartbeatAgeMs = deadAfterMs - sendTimeoutMs - 5_000

export interface Heartbeat {
  beat(): Promise<void>
  leaseIsSafe(): boolean
}

/**
 * Counts up in the database and watches the others' counters. Wall clocks are not compared: a process that was
 * suspended cannot know that time passed, but everyone sees a counter that stands still.
 */
export function createHeartbeat(deps: {
  workerId: string
  store: WorkerStore
  monotonicMs(): number
  /** Nobody else can be alive on this database (embedded, home locked): the dead need no waiting. */
  alone: boolean
  onReclaimed(workerIds: string[], rows: number): void
}): Heartbeat {
  const seen = new Map<string, { counter: number; sinceMs: number }>()
  let lastBeatMs = Number.NEGATIVE_INFINITY
  let first = true

  async function beat(): Promise<void> {
    const sentMs = deps.monotonicMs()
    const workers = await deps.store.heartbeat(deps.workerId)
    lastBeatMs = sentMs
    const others = workers.filter((worker) => worker.workerId !== deps.workerId)
    const dead = first && deps.alone ? others.map((worker) => worker.workerId) : standingStill(others)
    first = false
    if (dead.length === 0) return
    const rows = await deps.store.reclaim(dead)
    for (const workerId of dead) seen.delete(workerId)
    deps.onReclaimed(dead, rows)
  }

  function standingStill(others: { workerId: string; counter: number }[]): string[] {
    const nowMs = deps.monotonicMs()
    return others.flatMap(({ workerId, counter }) => {
      const before = seen.get(workerId)
      if (before === undefined || before.counter !== counter) {
        seen.set(workerId, { counter, sinceMs: nowMs })
        return []
      }
      return nowMs - before.sinceMs >= deadAfterMs ? [workerId] : []
    })
  }

  return { beat, leaseIsSafe: () => deps.monotonicMs() - lastBeatMs < safeHeartbeatAgeMs }
}
