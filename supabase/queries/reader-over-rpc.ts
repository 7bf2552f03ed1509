import { z } from 'zod'
import { deadLetterRequest } from './dead-letter-request.ts'
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
import { askOver, type Rpc } from './rpc.ts'
import { nullable, object } from './rpc-shapes.ts'

/** What was stored, through supabase-js; the token is one of role `tl_reader`. */
export function readerOverRpc(rpc: Rpc, clock: () => Date): ReaderStore {
  const read = askOver(rpc)
  const event = object<EventView>('eventId')
  return {
    event: (workspace, eventId) => read('read_event', { workspace, event: eventId }, nullable(event)),
    eventsByKey: (workspace, key, rows_max) => read('read_events_by_key', { workspace, key, rows_max }, z.array(event)),
    tail: (workspace, after, rows_max) => {
      const from = { after_received: after?.receivedAt ?? null, after_event: after?.eventId ?? null }
      return read('read_tail', { workspace, ...from, rows_max }, z.array(object<RecentEvent>('eventId')))
    },
    sourceHealth: (workspace, source) => {
      const parameters = { workspace, source, now_at: clock().toISOString() }
      return read('read_source_health', parameters, object<SourceHealth>('received24h'))
    },
    reconciliation: (workspace, first_at, before_at) => {
      const parameters = { workspace, first_at, before_at }
      return read('read_reconciliation', parameters, z.array(object<ReconciliationHour>('hour')))
    },
    consentRecords: (workspace, subjects, as_of) =>
      read('read_consent', { workspace, subjects, as_of }, z.array(object<ConsentRecordView>('recordId'))),
    deadLetters: (workspace, request) =>
      read('list_dead_letters', { workspace, request: deadLetterRequest(request) }, object<DeadLetterPage>('letters')),
    stops: (workspace) => read('read_stops', { workspace }, object<Stops>('egress')),
    replays: (workspace, replay) =>
      read('read_replays', { workspace, replay, rows_max: replaysMax }, z.array(object<ReplayView>('replayId'))),
    queues: (workspace) => read('read_queues', { workspace }, z.array(object<QueueStatus>('destinationId'))),
  }
}
