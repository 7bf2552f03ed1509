import { StoreUnavailableError } from '../../core/errors.ts'
import type { SubjectFacts } from '../../core/signals.ts'
import type { ConsentStore, EventView, IngestStore, ReaderStore } from '../../supabase/queries/ports.ts'
import type { ConsentChoiceRecord, IngestRecord, IngestResult } from '../../supabase/queries/records.ts'

export interface IngestStoreStandIn extends IngestStore {
  reader: ReaderStore
  consent: ConsentStore
  /** What was committed, in order. */
  records: IngestRecord[]
  choices: ConsentChoiceRecord[]
  /** Sizes of the calls, and the keys the ledger was asked by. */
  calls: number[]
  asked: string[][]
  facts: Map<string, SubjectFacts>
  away: boolean
  missing: string | null
  /** Answer of the next calls instead of storing. */
  codes: Map<string, IngestResult['code']>
}

/** Keeps what it is given and knows repeats by event id and body hash; the rules of the real store are tested with Postgres. */
export function ingestStoreStandIn(): IngestStoreStandIn {
  const store: IngestStoreStandIn = {
    records: [],
    choices: [],
    calls: [],
    asked: [],
    facts: new Map(),
    away: false,
    missing: null,
    codes: new Map(),
    async ingest(records) {
      refuseWhenAway(store)
      store.calls.push(records.length)
      return records.map((record) => keep(store, record))
    },
    async subjectFacts(_workspaceId, subjectKeys) {
      refuseWhenAway(store)
      store.asked.push(subjectKeys)
      return subjectKeys.flatMap((key) => store.facts.get(key) ?? [])
    },
    async notReady() {
      refuseWhenAway(store)
      return store.missing
    },
    consent: {
      async record(choice) {
        refuseWhenAway(store)
        store.choices.push(choice)
        return { recordId: choice.recordId, cancelled: 0 }
      },
    },
    reader: undefined as unknown as ReaderStore,
  }
  store.reader = readerOf(store)
  return store
}

function keep(store: IngestStoreStandIn, record: IngestRecord): IngestResult {
  const code = store.codes.get(record.eventId)
  if (code !== undefined) return { eventId: record.eventId, status: 'rejected', code }
  const known = store.records.find(({ eventId }) => eventId === record.eventId)
  if (known === undefined) {
    store.records.push(record)
    return { eventId: record.eventId, status: 'accepted', code: null }
  }
  const isSame = known.bodyHash === record.bodyHash
  return { eventId: record.eventId, status: 'duplicate', code: isSame ? null : 'body_differs' }
}

function refuseWhenAway(store: IngestStoreStandIn): void {
  if (store.away) throw new StoreUnavailableError('store_unavailable', 'the store is away')
}

function readerOf(store: IngestStoreStandIn): ReaderStore {
  const find = (workspaceId: string, matches: (record: IngestRecord) => boolean) =>
    store.records.filter((record) => record.workspaceId === workspaceId && matches(record)).map(viewOf)
  return {
    event: async (workspaceId, eventId) => find(workspaceId, (record) => record.eventId === eventId)[0] ?? null,
    eventsByKey: async (workspaceId, key) => find(workspaceId, (record) => record.lookupKeys.includes(key)),
    tail: async () => [],
    sourceHealth: async () => ({
      lastEventAt: null,
      received24h: 0,
      rejectedByCode: [],
      unmappedCategories: [],
      preflightWarnings: [],
      notSentByReason: [],
      clockOffsetSecondsMedian: null,
    }),
    reconciliation: async () => [],
    queues: async () => [],
    stops: async () => ({ egress: [], destinations: [] }),
    consentRecords: async () => [],
    replays: async () => [],
    deadLetters: async () => ({ counts: [], letters: [] }),
  }
}

function viewOf(record: IngestRecord): EventView {
  const { eventId, receivedAt, occurredAt, sourceId, type, name, reduced, body, network, fanOut, filtered } = record
  const stored = { eventId, receivedAt, occurredAt, sourceId, type, name, reduced, body, network, fanOut, filtered }
  return {
    ...stored,
    signals: [record.signals as never],
    signalsIds: [record.signalsId],
    inputs: { [record.signalsId]: record.signals as never },
    configVersion: record.configVersion,
    policyVersion: record.policyVersion,
    deliveries: record.deliveries.map(({ destinationId, state, reason, dueAt }) => ({
      ...{ destinationId, state, reason, dueAt },
      ...{ run: 0, attempts: 0, finishedAt: null },
    })),
    decisions: [],
    attempts: [],
  }
}
