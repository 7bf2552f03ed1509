import { Cron } from 'croner'
import type { MaintainStore } from '../supabase/queries/ports.ts'

/** Rows of tomorrow need a partition today; two weeks forgive a long weekend without this job. */
export const partitionsAheadDays = 14

export interface Maintenance {
  stop(): void
}

/** Partitions now and every hour, purge now and every night: by age only, whatever anyone asked. */
export async function startMaintenance(deps: {
  region: string
  store: MaintainStore
  now(): Date
  onDone(result: { region: string; partitionsDropped: string[]; rowsDeleted: number }): void
  onError(error: unknown): void
}): Promise<Maintenance> {
  const ensure = (): Promise<void> => deps.store.ensurePartitions(deps.now(), partitionsAheadDays)
  const purge = async (): Promise<void> => {
    deps.onDone({ region: deps.region, ...(await deps.store.purge(deps.now())) })
  }
  await ensure()
  const options = { protect: true, unref: true, catch: (error: unknown) => deps.onError(error) }
  const jobs = [new Cron('7 * * * *', options, ensure), new Cron('37 3 * * *', options, purge)]
  void purge().catch(deps.onError)
  return {
    stop() {
      for (const job of jobs) job.stop()
    },
  }
}
