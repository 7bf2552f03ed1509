import type { SubjectFacts } from '../../core/signals.ts'
import type { Pool } from './database.ts'
import type { IngestTransport } from './ingest-store.ts'
import type { IngestResult } from './records.ts'

/** Ingest over a pooled Postgres connection, on Node and on workerd alike. */
export function ingestOverDriver(pool: Pool): IngestTransport {
  return {
    ingestEvents: (batch, name) =>
      pool.askOnce<IngestResult[]>(name, (sql) =>
        name === 'ingest_with_holds'
          ? sql`select api.ingest_with_holds(${batch}::text::jsonb) as answer`
          : sql`select api.ingest_events(${batch}::text::jsonb) as answer`,
      ),
    subjectFacts: (workspaceId, subjectKeys) =>
      pool.ask<SubjectFacts[]>(
        'subject_facts',
        (sql) => sql`
          select api.subject_facts(${workspaceId}::text::uuid, ${uuids(subjectKeys)}::text::uuid[]) as answer
        `,
      ),
    missingPartition: (day) =>
      pool.ask<string | null>(
        'missing_partition',
        (sql) => sql`select api.missing_partition(${day}::text::date) as answer`,
      ),
  }
}

/** An array literal: array parameters need the type look-up that poolers and workerd do not allow. */
export function uuids(ids: string[]): string {
  return `{${ids.join(',')}}`
}
