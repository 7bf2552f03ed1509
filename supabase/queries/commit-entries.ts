import type { IngestRecord, IngestResult } from './records.ts'
import { asCallerError, StoreFailure } from './store-failure.ts'

export interface IngestEntry {
  record: IngestRecord
  /** The record's JSON, made once. */
  text: string
  /** Of the text in UTF-8. */
  bytes: number
}

export interface CommitOptions {
  /** One call with a JSON array; fails with StoreFailure. */
  call(batch: string, name: IngestCall): Promise<IngestResult[]>
  pause(milliseconds: number): Promise<void>
}

/** Two functions, so that who holds nothing pays nothing for it. */
export type IngestCall = 'ingest_events' | 'ingest_with_holds'

const tries = 4

/**
 * Stores entries however it takes: repeats what may work now with the same ids, and where Postgres cannot hold a value
 * halves the batch until the culprit stands alone, so that it fails none of its neighbours.
 */
export function commitEntries(entries: IngestEntry[], options: CommitOptions): Promise<IngestResult[]> {
  return commitOrSplit(entries)

  async function commitOrSplit(part: IngestEntry[]): Promise<IngestResult[]> {
    try {
      return await callWithRepeats(`[${part.map(({ text }) => text).join(',')}]`, callFor(part))
    } catch (failure) {
      if (!(failure instanceof StoreFailure) || failure.kind !== 'unstorable') throw asCallerError(failure)
      if (part.length === 1) return part.map(notStorable)
      const middle = Math.ceil(part.length / 2)
      const first = await commitOrSplit(part.slice(0, middle))
      return [...first, ...(await commitOrSplit(part.slice(middle)))]
    }
  }

  async function callWithRepeats(batch: string, name: IngestCall): Promise<IngestResult[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await options.call(batch, name)
      } catch (failure) {
        const mayWork = failure instanceof StoreFailure && failure.kind === 'repeat'
        if (!mayWork || attempt === tries) throw failure
        await options.pause(2 ** attempt * 25)
      }
    }
  }
}

function callFor(part: IngestEntry[]): IngestCall {
  return part.some(({ record }) => record.hold !== undefined) ? 'ingest_with_holds' : 'ingest_events'
}

function notStorable({ record }: IngestEntry): IngestResult {
  return { eventId: record.eventId, status: 'rejected', code: 'not_storable' }
}
