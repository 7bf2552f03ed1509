/**
 * Requests that arrive together share one commit: a commit costs a disk write whatever is in it. While the allowed
 * calls are in flight, what arrives waits and goes with the next one; nobody waits for a timer.
 */
export interface GroupCommitOptions<Entry, Result> {
  /** Resolves in the order of the entries once they are committed. */
  commit(entries: Entry[]): Promise<Result[]>
  bytesOf(entry: Entry): number
  entriesMax: number
  bytesMax: number
  inFlightMax: number
}

interface Share<Entry, Result> {
  entries: Entry[]
  bytes: number
  resolve(results: Result[]): void
  reject(error: unknown): void
}

export function createGroupCommit<Entry, Result>(
  options: GroupCommitOptions<Entry, Result>,
): (entries: Entry[]) => Promise<Result[]> {
  const { commit, bytesOf, entriesMax, bytesMax, inFlightMax } = options
  const waiting: Share<Entry, Result>[] = []
  let inFlight = 0

  return async (entries) => {
    const results = await Promise.all(chunksOf(entries).map(enqueue))
    return results.flat()
  }

  function enqueue(entries: Entry[]): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      waiting.push({ entries, bytes: total(entries), resolve, reject })
      // After the current turn: callers of the same turn share.
      queueMicrotask(startCalls)
    })
  }

  function startCalls(): void {
    while (inFlight < inFlightMax && waiting.length > 0) void callTogether(takeGroup())
  }

  async function callTogether(group: Share<Entry, Result>[]): Promise<void> {
    inFlight++
    try {
      handOut(group, await commit(group.flatMap(({ entries }) => entries)))
    } catch (error) {
      for (const share of group) share.reject(error)
    } finally {
      inFlight--
      startCalls()
    }
  }

  function takeGroup(): Share<Entry, Result>[] {
    let entries = 0
    let bytes = 0
    const end = waiting.findIndex((share, position) => {
      entries += share.entries.length
      bytes += share.bytes
      return position > 0 && (entries > entriesMax || bytes > bytesMax)
    })
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  function chunksOf(entries: Entry[]): Entry[][] {
    const chunks: Entry[][] = []
    let chunk: Entry[] = []
    let bytes = 0
    for (const entry of entries) {
      const isFull = chunk.length === entriesMax || (chunk.length > 0 && bytes + bytesOf(entry) > bytesMax)
      if (isFull) {
        chunks.push(chunk)
        chunk = []
        bytes = 0
      }
      chunk.push(entry)
      bytes += bytesOf(entry)
    }
    return chunk.length > 0 ? [...chunks, chunk] : chunks
  }

  function total(entries: Entry[]): number {
    return entries.reduce((sum, entry) => sum + bytesOf(entry), 0)
  }
}

function handOut<Entry, Result>(group: Share<Entry, Result>[], results: Result[]): void {
  let start = 0
  for (const { entries, resolve } of group) {
    resolve(results.slice(start, start + entries.length))
    start += entries.length
  }
}
