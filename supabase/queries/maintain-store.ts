import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { MaintainStore } from './ports.ts'
import { createStoppedStore } from './stopped-store.ts'

interface PurgeStep {
  partitionsDropped: string[]
  rowsDeleted: number
  more: boolean
}

export function createMaintainStore(pool: Pool): MaintainStore {
  return {
    ensurePartitions: async (from, daysAhead) => {
      await pool.ask<number>(
        'ensure_partitions',
        (sql) => sql`select api.ensure_partitions(${day(from)}::text::date, ${daysAhead}::int) as answer`,
      )
    },
    purge: (now) => purgeAll(pool, now),
    eraseConsent: async (workspaceId, subjectKeys) => {
      await pool.ask<null>(
        'erase_consent',
        (sql) => sql`
          select api.erase_consent(${workspaceId}::text::uuid, ${uuids(subjectKeys)}::text::uuid[]) as answer
        `,
      )
    },
    partitionsAhead: (now) =>
      pool.ask<number>(
        'partitions_ahead',
        (sql) => sql`select api.partitions_ahead(${day(now)}::text::date) as answer`,
      ),
    forgetDeadParts: async (now) =>
      Number(
        await pool.ask<string>(
          'forget_dead_parts',
          (sql) => sql`select api.forget_dead_parts(${now.toISOString()}::text::timestamptz) as answer`,
        ),
      ),
    ...createStoppedStore(pool),
    oauthTokens: () =>
      pool.ask<{ workspaceId: string; destinationId: string }[]>(
        'list_oauth_tokens',
        (sql) => sql`select api.list_oauth_tokens() as answer`,
      ),
    forgetOAuthToken: (workspaceId, destinationId) =>
      pool.ask<boolean>(
        'forget_oauth_token',
        (sql) => sql`
          select api.forget_oauth_token(${workspaceId}::text::uuid, ${destinationId}::text::uuid) as answer
        `,
      ),
  }
}

/** Step by step, each its own transaction: a purge never keeps ingest waiting for long. */
async function purgeAll(pool: Pool, now: Date): Promise<{ partitionsDropped: string[]; rowsDeleted: number }> {
  const partitionsDropped: string[] = []
  let rowsDeleted = 0
  for (let more = true; more; ) {
    const step = await pool.ask<PurgeStep>(
      'purge',
      (sql) => sql`select api.purge(${now.toISOString()}::text::timestamptz) as answer`,
    )
    partitionsDropped.push(...step.partitionsDropped)
    rowsDeleted += step.rowsDeleted
    more = step.more
  }
  rowsDeleted += Number(await pool.ask<string>('purge_leftovers', (sql) => sql`select api.purge_leftovers() as answer`))
  rowsDeleted += Number(
    await pool.ask<string>(
      'purge_consent',
      (sql) => sql`select api.purge_consent(${now.toISOString()}::text::timestamptz) as answer`,
    ),
  )
  return { partitionsDropped, rowsDeleted }
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}
