import type { Pool } from './database.ts'
import type { FollowUp, FollowUpStore } from './ports.ts'

export function createFollowUpStore(pool: Pool): FollowUpStore {
  return {
    keep: async (requests) => {
      if (requests.length === 0) return
      await pool.ask<number>(
        'keep_follow_ups',
        (sql) => sql`select api.keep_follow_ups(${JSON.stringify(requests)}::text::jsonb) as answer`,
      )
    },
    claim: ({ now, holdSeconds, rowsMax }) =>
      pool.ask<FollowUp[]>(
        'claim_follow_ups',
        (sql) => sql`
          select api.claim_follow_ups(${now}::text::timestamptz, ${holdSeconds}::int, ${rowsMax}::int) as answer
        `,
      ),
    postpone: async ({ workspaceId, destinationId, requestId }, until) => {
      await pool.ask<boolean>(
        'postpone_follow_up',
        (sql) => sql`
          select api.postpone_follow_up(
            ${workspaceId}::text::uuid, ${destinationId}::text::uuid, ${requestId}::text, ${until}::text::timestamptz
          ) as answer
        `,
      )
    },
    settle: ({ workspaceId, destinationId, requestId }, outcome) =>
      pool.ask<number>(
        'settle_follow_up',
        (sql) => sql`
          select api.settle_follow_up(
            ${workspaceId}::text::uuid, ${destinationId}::text::uuid, ${requestId}::text,
            ${JSON.stringify(outcome)}::text::jsonb
          ) as answer
        `,
      ),
  }
}
