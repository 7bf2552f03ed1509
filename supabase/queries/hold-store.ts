import type { Pool } from './database.ts'
import type { HoldStore } from './ports.ts'
import type { DueHold } from './records.ts'

export function createHoldStore(pool: Pool): HoldStore {
  return {
    due: (holdsMax) =>
      pool.ask<{ expired: number; holds: DueHold[] }>(
        'due_holds',
        (sql) => sql`select api.due_holds(${holdsMax}::int) as answer`,
      ),
    settle: async (settled) => {
      const answer = await pool.ask<'settled' | 'gone'>(
        'settle_hold',
        (sql) => sql`select api.settle_hold(${JSON.stringify(settled)}::text::jsonb) as answer`,
      )
      return answer === 'settled'
    },
  }
}
