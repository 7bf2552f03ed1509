import type { WrittenReceipt } from '../../core/receipts/prove.ts'
import type { SealView } from '../../core/receipts/verify.ts'
import type { Pool } from './database.ts'
import { uuids } from './ingest-over-driver.ts'
import type { EventView } from './ports.ts'
import type {
  BlindedEvent,
  ErasureOpened,
  ErasureStore,
  SubjectEvents,
  SubjectRequestView,
  SubjectStore,
} from './subject-ports.ts'

const blindedAtOnce = 5_000
const requestsMax = 500

function createSubjectEvents(pool: Pool): SubjectEvents {
  return {
    eventIds: (workspaceId, subjectKeys) =>
      pool.ask<string[]>(
        'find_subject_events',
        (sql) => sql`
          select api.find_subject_events(${workspaceId}::text::uuid, ${uuids(subjectKeys)}::text::uuid[]) as answer
        `,
      ),
    blinded: (workspaceId, after) =>
      pool.ask<BlindedEvent[]>(
        'read_blinded_keys',
        (sql) => sql`
          select api.read_blinded_keys(
            ${workspaceId}::text::uuid, ${after?.receivedAt ?? null}::text::timestamptz,
            ${after?.eventId ?? null}::text::uuid, ${blindedAtOnce}::int
          ) as answer
        `,
      ),
  }
}

/** Reads with one role and writes requests with another: who reads persons writes nothing but that they did. */
export function createSubjectStore({ reading, writing }: { reading: Pool; writing: Pool }): SubjectStore {
  return {
    ...createSubjectEvents(reading),
    events: (workspaceId, eventIds) =>
      reading.ask<EventView[]>(
        'read_events',
        (sql) => sql`select api.read_events(${workspaceId}::text::uuid, ${uuids(eventIds)}::text::uuid[]) as answer`,
      ),
    receipts: (workspaceId, eventIds) =>
      reading.ask<WrittenReceipt[]>(
        'read_receipts_of',
        (sql) => sql`
          select api.read_receipts_of(${workspaceId}::text::uuid, ${uuids(eventIds)}::text::uuid[]) as answer
        `,
      ),
    sealsOver: (workspaceId, written) =>
      reading.ask<SealView[]>(
        'read_seals_over',
        (sql) => sql`
          select api.read_seals_over(
            ${workspaceId}::text::uuid,
            array(select w::bigint from jsonb_array_elements_text(${JSON.stringify(written)}::text::jsonb) as w)
          ) as answer
        `,
      ),
    requests: (workspaceId, subjectKeys) =>
      reading.ask<SubjectRequestView[]>(
        'read_subject_requests',
        (sql) => sql`
          select api.read_subject_requests(
            ${workspaceId}::text::uuid, ${subjectKeys && uuids(subjectKeys)}::text::uuid[], ${requestsMax}::int
          ) as answer
        `,
      ),
    open: async (request) => {
      await writing.ask<null>(
        'open_subject_request',
        (sql) => sql`select api.open_subject_request(${JSON.stringify(request)}::text::jsonb)::text as answer`,
      )
    },
    openErasure: (request) =>
      writing.ask<ErasureOpened>(
        'open_erasure',
        (sql) => sql`select api.open_erasure(${JSON.stringify(request)}::text::jsonb) as answer`,
      ),
    complete: completing(writing),
  }
}

export function createErasureStore(pool: Pool): ErasureStore {
  return {
    ...createSubjectEvents(pool),
    openErasures: () =>
      pool.ask<Awaited<ReturnType<ErasureStore['openErasures']>>>(
        'open_erasures',
        (sql) => sql`select api.open_erasures() as answer`,
      ),
    eraseEvents: (workspaceId, eventIds) =>
      pool.ask<number>(
        'erase_events',
        (sql) => sql`select api.erase_events(${workspaceId}::text::uuid, ${uuids(eventIds)}::text::uuid[]) as answer`,
      ),
    complete: completing(pool),
  }
}

function completing(pool: Pool): SubjectStore['complete'] {
  return ({ workspaceId, requestId, at, outcome }) =>
    pool.ask<boolean>(
      'complete_subject_request',
      (sql) => sql`
          select api.complete_subject_request(
            ${workspaceId}::text::uuid, ${requestId}::text::uuid, ${at}::text::timestamptz,
            ${JSON.stringify(outcome)}::text::jsonb
          ) as answer
        `,
    )
}
