import { performance } from 'node:perf_hooks'
import { Cron } from 'croner'
import type { WorkerStore } from '../../supabase/queries/ports.ts'
import { createDatabaseClock } from '../database-clock.ts'
import { type WatchDeps, watchRound } from './watch-round.ts'

/** Every process looks each minute, whatever its role: when all workers are gone, ingest still says so. */
export function startWatch(deps: Omit<WatchDeps, 'now'> & { clock: Pick<WorkerStore, 'timeMs'>; ownNow(): Date }): {
  stop(): Promise<void>
} {
  const clock = createDatabaseClock({ store: deps.clock, ownNow: deps.ownNow, monotonicMs: () => performance.now() })
  let round: Promise<void> = Promise.resolve()
  const job = new Cron('17 * * * * *', { protect: true, unref: true }, () => {
    round = clock
      .compare()
      .then(() => watchRound({ ...deps, now: clock.now }))
      .catch((error: unknown) => deps.onError('watch', error))
    return round
  })
  return {
    async stop() {
      job.stop()
      await round
    },
  }
}
