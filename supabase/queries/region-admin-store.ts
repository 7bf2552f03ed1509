import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { RegionAdminStore } from './ports.ts'
import { setQueueState } from './queue-state.ts'
import type { ReplayView } from './replay-records.ts'
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
    askReplay: (workspaceId, request) =>
      pool.ask<ReplayView>(
        'ask_replay',
        (sql) => sql`
          select api.ask_replay(${workspaceId}::text::uuid, ${JSON.stringify(request)}::text::jsonb) as answer
        `,
      ),
    startReplay: (workspaceId, replayId, changes) =>
      pool.ask<ReplayView | null>(
        'start_replay',
        (sql) => sql`
          select api.start_replay(
            ${workspaceId}::text::uuid, ${replayId}::text::uuid, ${JSON.stringify(changes)}::text::jsonb
          ) as answer
        `,
      ),
    stopReplay: (workspaceId, replayId) =>
      pool.ask<ReplayView | null>(
        'stop_replay',
        (sql) => sql`select api.stop_replay(${workspaceId}::text::uuid, ${replayId}::text::uuid) as answer`,
      ),
  }
}
