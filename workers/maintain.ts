import { Cron } from 'croner'
import type { MaintainStore } from '../supabase/queries/ports.ts'
import { type EraseDeps, eraseSubjects } from './erase-subjects.ts'
import { forgetTokens } from './forget-tokens.ts'
import { type BuryDeps, buryDays } from './receipts/bury.ts'
import { type SealingDeps, sealDecisions } from './receipts/seal-decisions.ts'
import { type TendingDeps, tendStopped } from './tend-stopped.ts'

/** Rows of tomorrow need a partition today; two weeks forgive a long weekend without this job. */
export const partitionsAheadDays = 14

export interface Maintenance {
  stop(): void
}

/** Seals decisions, and says what the purge takes before it takes it. */
export type ReceiptKeeping = BuryDeps & SealingDeps

/** Partitions now and every hour, seals and erasures every minute, purge now and every night by age, tokens of removed destinations and sealed parts of dead letters within minutes. */
export async function startMaintenance(deps: {
  region: string
  store: MaintainStore
  receipts: ReceiptKeeping
  erasure: EraseDeps['erasure']
  keysOf: EraseDeps['keysOf']
  isConfigured(workspaceId: string, destinationId: string): Promise<boolean>
  now(): Date
  onDone(result: { region: string; partitionsDropped: string[]; rowsDeleted: number }): void
  onTended: TendingDeps['onTended']
  onError(error: unknown): void
}): Promise<Maintenance> {
  const ensure = (): Promise<void> => deps.store.ensurePartitions(deps.now(), partitionsAheadDays)
  const seal = async (): Promise<void> => void (await sealDecisions(deps.receipts))
  const sealAndErase = async (): Promise<void> => {
    await seal()
    await eraseSubjects(deps)
  }
  const purge = async (): Promise<void> => {
    await sealAndErase()
    await buryDays(deps.receipts)
    deps.onDone({ region: deps.region, ...(await deps.store.purge(deps.now())) })
  }
  await ensure()
  const options = { protect: true, unref: true, catch: (error: unknown) => deps.onError(error) }
  const tend = (): Promise<void> => tendStopped(deps)
  const forget = async (): Promise<void> => {
    await forgetTokens(deps)
    await deps.store.forgetDeadParts(deps.now())
  }
  const jobs = [
    new Cron('7 * * * *', options, ensure),
    new Cron('* * * * *', options, sealAndErase),
    new Cron('37 3 * * *', options, purge),
    new Cron('*/5 * * * *', options, forget),
    new Cron('* * * * *', options, tend),
  ]
  void purge().catch(deps.onError)
  void forget().catch(deps.onError)
  return {
    stop() {
      for (const job of jobs) job.stop()
    },
  }
}
