import type { Pool } from './database.ts'
import { deadLetterRequest } from './dead-letter-request.ts'
import { uuids } from './ingest-over-driver.ts'
import type {
  ConsentRecordView,
  DeadLetterPage,
  EventView,
  QueueStatus,
  ReaderStore,
  RecentEvent,
  ReconciliationHour,
  SourceHealth,
  Stops,
} from './ports.ts'
import { type ReplayView, replaysMax } from './replay-records.ts'

export function createReaderStore(pool: Pool, clock: () => Date): ReaderStore {
  return {
    event: (workspaceId, eventId) =>
      pool.ask<EventView | null>(
        'read_event',
        (sql) => sql`select api.read_event(${workspaceId}::text::uuid, ${eventId}::text::uuid) as answer`,
      ),
    eventsByKey: (workspaceId, lookupKey, limit) =>
      pool.ask<EventView[]>(
        'read_events_by_key',
        (sql) => sql`
          select api.read_events_by_key(${workspaceId}::text::uuid, ${lookupKey}::text::uuid, ${limit}::int) as answer
        `,
      ),
    tail: (workspaceId, after, limit) =>
      pool.ask<RecentEvent[]>(
        'read_tail',
        (sql) => sql`
          select api.read_tail(
            ${workspaceId}::text::uuid, ${after?.receivedAt ?? null}::text::timestamptz,
            ${after?.eventId ?? null}::text::uuid, ${limit}::int
          ) as answer
        `,
      ),
    sourceHealth: (workspaceId, sourceId) =>
      pool.ask<SourceHealth>(
        'read_source_health',
        (sql) => sql`
          select api.read_source_health(
            ${workspaceId}::text::uuid, ${sourceId}::text::uuid, ${clock().toISOString()}::text::timestamptz
          ) as answer
        `,
      ),
    reconciliation: (workspaceId, from, to) =>
      pool.ask<ReconciliationHour[]>(
        'read_reconciliation',
        (sql) => sql`
          select api.read_reconciliation(
            ${workspaceId}::text::uuid, ${from}::text::timestamptz, ${to}::text::timestamptz
          ) as answer
        `,
      ),
    consentRecords: (workspaceId, subjectKeys, at) =>
      pool.ask<ConsentRecordView[]>(
        'read_consent',
        (sql) => sql`
          select api.read_consent(
            ${workspaceId}::text::uuid, ${uuids(subjectKeys)}::text::uuid[], ${at}::text::timestamptz
          ) as answer
        `,
      ),
    deadLetters: (workspaceId, request) =>
      pool.ask<DeadLetterPage>(
        'list_dead_letters',
        (sql) => sql`
          select api.list_dead_letters(
            ${workspaceId}::text::uuid, ${JSON.stringify(deadLetterRequest(request))}::text::jsonb
          ) as answer
        `,
      ),
    stops: (workspaceId) =>
      pool.ask<Stops>('read_stops', (sql) => sql`select api.read_stops(${workspaceId}::text::uuid) as answer`),
    replays: (workspaceId, replayId) =>
      pool.ask<ReplayView[]>(
        'read_replays',
        (sql) => sql`
          select api.read_replays(${workspaceId}::text::uuid, ${replayId}::text::uuid, ${replaysMax}::int) as answer
        `,
      ),
    queues: (workspaceId) =>
      pool.ask<QueueStatus[]>(
        'read_queues',
        (sql) => sql`select api.read_queues(${workspaceId}::text::uuid) as answer`,
      ),
  }
}
