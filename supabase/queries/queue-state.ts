import type { Pool } from './database.ts'

export interface QueueStateChange {
  destinationId: string
  workspaceId: string
  state: 'runnable' | 'paused'
  reason: string | null
  /** A worker never lifts a pause. */
  by: 'worker' | 'admin'
}

export async function setQueueState(pool: Pool, change: QueueStateChange): Promise<void> {
  await pool.ask<null>(
    'set_queue_state',
    (sql) => sql`select api.set_queue_state(${JSON.stringify(change)}::text::jsonb) as answer`,
  )
}
