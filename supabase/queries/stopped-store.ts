import type { Pool } from './database.ts'
import type { MaintainStore } from './ports.ts'
import type { QueueState } from './records.ts'

/** Rows of one transaction: a large backlog must keep nobody waiting. */
const rowsMax = 2_000

/** What happens to the work of destinations that lease nothing. */
export function createStoppedStore(pool: Pool): Pick<MaintainStore, 'stopped' | 'drain' | 'readmit' | 'expireStopped'> {
  return {
    stopped: () =>
      pool.ask<{ workspaceId: string; destinationId: string; state: QueueState }[]>(
        'list_stopped',
        (sql) => sql`select api.list_stopped() as answer`,
      ),
    drain: (workspaceId, destinationId) => drain(pool, workspaceId, destinationId),
    readmit: async (workspaceId, destinationId) => {
      await pool.ask<null>(
        'readmit_destination',
        (sql) => sql`
          select api.readmit_destination(${workspaceId}::text::uuid, ${destinationId}::text::uuid) as answer
        `,
      )
    },
    expireStopped: (now) =>
      untilNone(() =>
        pool.ask<number>(
          'expire_stopped',
          (sql) => sql`select api.expire_stopped(${now.toISOString()}::text::timestamptz, ${rowsMax}::int) as answer`,
        ),
      ),
  }
}

export function drain(pool: Pool, workspaceId: string, destinationId: string): Promise<number> {
  return untilNone(() =>
    pool.ask<number>(
      'drain_destination',
      (sql) => sql`
        select api.drain_destination(
          ${workspaceId}::text::uuid, ${destinationId}::text::uuid, ${rowsMax}::int
        ) as answer
      `,
    ),
  )
}

async function untilNone(step: () => Promise<number>): Promise<number> {
  let total = 0
  for (let ended = rowsMax; ended >= rowsMax; total += ended) ended = await step()
  return total
}
