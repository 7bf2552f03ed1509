import type { Pool } from './database.ts'
import type { ClaimedReplay, ReplayPage, ReplayStore } from './replay-records.ts'

export function createReplayStore(pool: Pool): ReplayStore {
  return {
    claim: (workerId, now) =>
      pool.ask<ClaimedReplay | null>(
        'claim_replay',
        (sql) => sql`select api.claim_replay(${workerId}::text, ${now}::text::timestamptz) as answer`,
      ),
    page: (token, rowsMax) =>
      pool.ask<ReplayPage | null>(
        'read_replay_page',
        (sql) => sql`select api.read_replay_page(${token}::text::uuid, ${rowsMax}::int) as answer`,
      ),
    finish: (token, step) =>
      pool.ask<'open' | 'ended' | 'not_held'>(
        'finish_replay_step',
        (sql) => sql`
          select api.finish_replay_step(${token}::text::uuid, ${JSON.stringify(step)}::text::jsonb) as answer
        `,
      ),
  }
}
