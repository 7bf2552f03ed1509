import type { SubjectFacts } from '../../core/signals.ts'
import { commitEntries, type IngestEntry } from './commit-entries.ts'
import { createGroupCommit } from './group-commit.ts'
import { ingestLines, newsOf } from './ingest-lines.ts'
import type { IngestStore } from './ports.ts'
import type { IngestRecord, IngestResult } from './records.ts'

/** The calls a transport must carry (driver, supabase-js). `ingestEvents` fails with StoreFailure. */
export interface IngestTransport {
  ingestEvents(batch: IngestEntry[]): Promise<IngestResult[]>
  subjectFacts(workspaceId: string, subjectKeys: string[]): Promise<SubjectFacts[]>
  missingPartition(day: string): Promise<string | null>
}

export interface IngestStoreOptions {
  /** Calls in flight before requests wait to share one; Infinity = none waits (an edge isolate has no neighbours). */
  callsInFlightMax: number
  pause(milliseconds: number): Promise<void>
}

const eventsMax = 1_000
const bytesMax = 4_000_000

export function createIngestStore(transport: IngestTransport, options: IngestStoreOptions): IngestStore {
  const { callsInFlightMax, pause } = options
  const commit = createGroupCommit<IngestEntry, IngestResult>({
    commit: (entries) => commitEntries(entries, { call: transport.ingestEvents, pause }),
    bytesOf: ({ bytes }) => bytes,
    entriesMax: eventsMax,
    bytesMax,
    inFlightMax: callsInFlightMax,
  })
  return {
    ingest: async (records) => withOwnCodes(records, await commit(records.map(asEntry))),
    subjectFacts: transport.subjectFacts,
    notReady: (now) => missingToday(transport, now),
  }
}

const utf8 = new TextEncoder()

/** What one record weighs and how it travels. */
export function asEntry(record: IngestRecord): IngestEntry {
  const lines = ingestLines(record)
  const news = record.links === undefined && record.choices === undefined ? '' : JSON.stringify(newsOf([record]))
  const held = record.hold === undefined ? '' : JSON.stringify(record.hold)
  return { record, lines, bytes: utf8.encode([lines.event, ...lines.deliveries, news, held].join('\n')).length }
}

/** Who holds nothing pays nothing for it: another function keeps what is held. */
export function holdsAny(batch: IngestEntry[]): boolean {
  return batch.some(({ record }) => record.hold !== undefined)
}

/** A repeat of a stranger's event in the same commit is a plain duplicate to this caller. */
function withOwnCodes(records: IngestRecord[], results: IngestResult[]): IngestResult[] {
  const seen = new Set<string>()
  return results.map((result, position) => {
    const key = `${records[position]?.workspaceId} ${result.eventId}`
    const isOwn = seen.has(key)
    seen.add(key)
    return result.code === 'in_batch_duplicate' && !isOwn ? { ...result, code: null } : result
  })
}

async function missingToday(transport: IngestTransport, now: Date): Promise<string | null> {
  const missing = await transport.missingPartition(now.toISOString().slice(0, 10))
  return missing && `partition ${missing} is missing`
}
