import type { Pool } from './database.ts'
import type { WorkerStore } from './ports.ts'

export function createCapsStore(pool: Pool): Pick<WorkerStore, 'setCaps' | 'takeTurn'> {
  return {
    setCaps: async ({ workspaceId, destinationId }, caps) => {
      await pool.ask<null>(
        'set_caps',
        (sql) => sql`
          select api.set_caps(
            ${workspaceId}::text::uuid, ${destinationId}::text::uuid, ${JSON.stringify(caps)}::text::jsonb
          ) as answer
        `,
      )
    },
    takeTurn: ({ workspaceId, destinationId }, requestsPerSecond, horizonMs) =>
      pool.ask<{ waitMs: number; granted: boolean }>(
        'take_turn',
        (sql) => sql`
          select api.take_turn(
            ${workspaceId}::text::uuid, ${destinationId}::text::uuid, ${String(requestsPerSecond)}::text::float8,
            ${String(horizonMs)}::text::int
          ) as answer
        `,
      ),
  }
}
