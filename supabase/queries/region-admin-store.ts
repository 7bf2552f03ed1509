import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { RegionAdminStore } from './ports.ts'
import { setQueueState } from './queue-state.ts'
import { drain } from './stopped-store.ts'

export function createRegionAdminStore(pool: Pool): RegionAdminStore {
  return {
    putHome: async (home) => {
      await pool.ask<null>(
        'put_home',
        (sql) => sql`select api.put_home(${JSON.stringify(home)}::text::jsonb) as answer`,
      )
    },
    suppress: async (workspaceId, subjectKeys, reason) => ({
      cancelled: await pool.ask<number>(
        'suppress',
        (sql) => sql`
          select api.suppress(
            ${workspaceId}::text::uuid, ${uuids(subjectKeys)}::text::uuid[], ${reason}::text
          )::integer as answer
        `,
      ),
    }),
    drain: (workspaceId, destinationId) => drain(pool, workspaceId, destinationId),
    stopEgress: async (workspaceId, reason) => {
      await pool.ask<null>(
        'stop_egress',
        (sql) => sql`select api.stop_egress(${workspaceId}::text::uuid, ${reason}::text) as answer`,
      )
    },
    resumeEgress: async (workspaceId) => {
      await pool.ask<boolean>(
        'resume_egress',
        (sql) => sql`select api.resume_egress(${workspaceId}::text::uuid) as answer`,
      )
    },
    setQueueState: (destinationId, workspaceId, state, reason) =>
      setQueueState(pool, { destinationId, workspaceId, state, reason, by: 'admin' }),
  }
}
