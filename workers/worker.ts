import type { WorkerStore } from '../supabase/queries/ports.ts'
import type { Lease } from '../supabase/queries/records.ts'
import { type Heartbeat, heartbeatEveryMs } from './heartbeat.ts'

/** Workers poll: LISTEN is only ever a hint, poolers in transaction mode have none. */
const pollEveryMs = 200
const sweepEveryMs = 30_000
/** How long an answer waits at most to let go what was held for it. */
const holdsEveryMs = 1_000
/** Leases in the hands of one worker; each is a batch of one destination. */
const leasesAtOnceMax = 32
/** One destination that hangs keeps at most this many slots. */
const leasesPerDestinationMax = 2
const deliveriesPerLeaseMax = 200

export interface WorkerDeps {
  workerId: string
  store: WorkerStore
  heartbeat: Heartbeat
  /** Ends when every delivery of the lease is finished or put back. */
  deliverLease(lease: Lease): Promise<void>
  /** What is held and was answered, or waited long enough. */
  releaseHolds(): Promise<void>
  now(): Date
  onError(step: string, error: unknown): void
}

export interface Worker {
  /** Drains: what is leased is finished, nothing new is taken. */
  stop(): Promise<void>
}

export function startWorker(deps: WorkerDeps): Worker {
  const stopping = new AbortController()
  const running = new Map<Lease, Promise<void>>()
  let wake = (): void => undefined

  function start(lease: Lease): void {
    const done = deps
      .deliverLease(lease)
      .catch((error: unknown) => deps.onError('deliver', error))
      .finally(() => {
        running.delete(lease)
        wake()
      })
    running.set(lease, done)
  }

  async function leaseMore(): Promise<boolean> {
    const free = leasesAtOnceMax - running.size
    if (free <= 0 || !deps.heartbeat.leaseIsSafe()) return false
    const leases = await deps.store.lease({
      workerId: deps.workerId,
      destinationsMax: free,
      perDestinationMax: deliveriesPerLeaseMax,
      now: deps.now().toISOString(),
      exceptDestinations: busyDestinations([...running.keys()]),
    })
    for (const lease of leases) start(lease)
    return leases.length > 0
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await leaseMore().catch((error: unknown) => {
        deps.onError('lease', error)
        return false
      })
      if (!found) await pause(pollEveryMs)
    }
  }

  /** Sleeps until the time is up, a lease ends or the worker stops (stop calls wake). */
  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  // Beats and sweeps go on until the last lease is finished: a draining worker is not a dead one.
  const beats = every(heartbeatEveryMs, () =>
    deps.heartbeat.beat().catch((error: unknown) => deps.onError('heartbeat', error)),
  )
  const sweeps = every(sweepEveryMs, () =>
    deps.store
      .sweep(deps.now().toISOString())
      .then(() => undefined)
      .catch((error: unknown) => deps.onError('sweep', error)),
  )
  const holds = every(holdsEveryMs, () => deps.releaseHolds().catch((error: unknown) => deps.onError('holds', error)))
  const polling = beats.first.then(poll)

  return {
    async stop() {
      stopping.abort()
      wake()
      await polling
      await Promise.all(running.values())
      beats.stop()
      sweeps.stop()
      holds.stop()
    },
  }
}

function busyDestinations(leases: Lease[]): string[] {
  const counts = new Map<string, number>()
  for (const lease of leases) counts.set(lease.destinationId, (counts.get(lease.destinationId) ?? 0) + 1)
  return [...counts].filter(([, count]) => count >= leasesPerDestinationMax).map(([id]) => id)
}

interface Repeated {
  first: Promise<void>
  stop(): void
}

/** Runs at once and then `ms` after each end, so that a slow run never overlaps the next. */
function every(ms: number, run: () => Promise<void>): Repeated {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const runAndPlan = async (): Promise<void> => {
    await run()
    if (!stopped) timer = setTimeout(() => void runAndPlan(), ms)
  }
  return {
    first: runAndPlan(),
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
