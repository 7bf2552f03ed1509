import type { Pool } from './database.ts'
import type { HealthChange, WorkerStore } from './ports.ts'
import { setQueueState } from './queue-state.ts'

/** How a worker stops a destination for all of them. */
export function createBreakerStore(pool: Pool): Pick<WorkerStore, 'pause' | 'reportHealth'> {
  return {
    pause: (destinationId, workspaceId, reason) =>
      setQueueState(pool, { destinationId, workspaceId, state: 'paused', reason, by: 'worker' }),
    reportHealth: ({ workspaceId, destinationId, probe }, health, jitter) => {
      const request = JSON.stringify({ workspaceId, destinationId, probe, jitter, ...health })
      return pool.ask<HealthChange>(
        'report_health',
        (sql) => sql`select api.report_health(${request}::text::jsonb) as answer`,
      )
    },
  }
}
