import type { IngestLines } from './ingest-lines.ts'
import type { IngestRecord, IngestResult } from './records.ts'
import { asCallerError, StoreFailure } from './store-failure.ts'

export interface IngestEntry {
  record: IngestRecord
  /** Made once, however often it is sent. */
  lines: IngestLines
  /** Of the lines in UTF-8. */
  bytes: number
}

export interface CommitOptions {
  /** One call with all of them; fails with StoreFailure. */
  call(entries: IngestEntry[]): Promise<IngestResult[]>
  pause(milliseconds: number): Promise<void>
}

const tries = 4

/**
 * Stores entries however it takes: repeats what may work now with the same ids, and where Postgres cannot hold a value
 * halves the batch until the culprit stands alone, so that it fails none of its neighbours.
 */
export function commitEntries(entries: IngestEntry[], options: CommitOptions): Promise<IngestResult[]> {
  return commitOrSplit(entries)

  async function commitOrSplit(part: IngestEntry[]): Promise<IngestResult[]> {
    try {
      return await callWithRepeats(part)
    } catch (failure) {
      if (!(failure instanceof StoreFailure) || failure.kind !== 'unstorable') throw asCallerError(failure)
      if (part.length === 1) return part.map(notStorable)
      const middle = Math.ceil(part.length / 2)
      const first = await commitOrSplit(part.slice(0, middle))
      return [...first, ...(await commitOrSplit(part.slice(middle)))]
    }
  }

  async function callWithRepeats(part: IngestEntry[]): Promise<IngestResult[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await options.call(part)
      } catch (failure) {
        const mayWork = failure instanceof StoreFailure && failure.kind === 'repeat'
        if (!mayWork || attempt === tries) throw failure
        await options.pause(2 ** attempt * 25)
      }
    }
  }
}

function notStorable({ record }: IngestEntry): IngestResult {
  return { eventId: record.eventId, status: 'rejected', code: 'not_storable' }
}
