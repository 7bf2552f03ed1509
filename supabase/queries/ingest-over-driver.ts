import type { SubjectFacts } from '../../core/signals.ts'
import type { IngestEntry } from './commit-entries.ts'
import type { Pool } from './database.ts'
import { newsOf } from './ingest-lines.ts'
import { holdsAny, type IngestTransport } from './ingest-store.ts'
import type { IngestResult } from './records.ts'

/** Ingest over a pooled Postgres connection, on Node and on workerd alike. */
export function ingestOverDriver(pool: Pool): IngestTransport {
  return {
    ingestEvents: (batch) => (holdsAny(batch) ? withHolds(pool, batch) : asLines(pool, batch)),
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

function asLines(pool: Pool, batch: IngestEntry[]): Promise<IngestResult[]> {
  const events = batch.map(({ lines }) => lines.event).join('\n')
  const deliveries = batch.flatMap(({ lines }, index) => lines.deliveries.map((line) => `${index + 1}\t${line}`))
  const news = newsOf(batch.map(({ record }) => record))
  return pool.askOnce<IngestResult[]>(
    'ingest_lines',
    (sql) => sql`
      select api.ingest_lines(
        ${events}::text, ${deliveries.join('\n')}::text, ${JSON.stringify(news)}::text::jsonb
      ) as answer
    `,
  )
}

/** Few batches hold something: they go as the document that the edge sends. */
function withHolds(pool: Pool, batch: IngestEntry[]): Promise<IngestResult[]> {
  const records = JSON.stringify(batch.map(({ record }) => record))
  return pool.askOnce<IngestResult[]>(
    'ingest_with_holds',
    (sql) => sql`select api.ingest_with_holds(${records}::text::jsonb) as answer`,
  )
}

/** An array literal: array parameters need the type look-up that poolers and workerd do not allow. */
export function uuids(ids: string[]): string {
  return `{${ids.join(',')}}`
}
