import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { ReceiptStore, UnsealedRound } from './ports.ts'

/** The sealer's side; `null as answer` where a function answers nothing. */
export function createReceiptStore(pool: Pool): ReceiptStore {
  return {
    unsealed: (rowsMax) =>
      pool.ask<UnsealedRound>(
        'unsealed_decisions',
        (sql) => sql`select api.unsealed_decisions(${rowsMax}::int) as answer`,
      ),
    addSeals: (round) =>
      pool.ask<boolean>(
        'add_seals',
        (sql) => sql`select api.add_seals(${JSON.stringify(round)}::text::jsonb) as answer`,
      ),
    daysToBury: (now) =>
      pool.ask<{ workspaceId: string; day: string; retentionDays: number }[]>(
        'days_to_bury',
        (sql) => sql`select api.days_to_bury(${now.toISOString()}::text::timestamptz) as answer`,
      ),
    buryDays: async (stones) => {
      await pool.ask<null>(
        'bury_days',
        (sql) => sql`select api.bury_days(${JSON.stringify(stones)}::text::jsonb)::text as answer`,
      )
    },
    leavesToErase: async (workspaceId, eventIds) => {
      const answer = await pool.ask<{ leaves: string }>(
        'leaves_to_erase',
        (sql) => sql`
          select api.leaves_to_erase(${workspaceId}::text::uuid, ${uuids(eventIds)}::text::uuid[]) as answer
        `,
      )
      return answer.leaves
    },
    eraseDecisions: (stone, eventIds) =>
      pool.ask<boolean>(
        'erase_decisions',
        (sql) => sql`
          select api.erase_decisions(
            ${stone.workspaceId}::text::uuid, ${uuids(eventIds)}::text::uuid[], ${JSON.stringify(stone)}::text::jsonb
          ) as answer
        `,
      ),
  }
}
