/**
 * The time of the region's database, carried on by this process's monotonic clock. What is due, throttled or expired was
 * written by many machines: one whose own clock is an hour off must neither leave its work lying nor come back to a vendor
 * before its `Retry-After`.
 */
export interface DatabaseClock {
  now(): Date
  /** Asks the database. Until the first answer the process's own clock counts. */
  compare(): Promise<void>
}

export function createDatabaseClock(deps: {
  store: { timeMs(): Promise<number> }
  ownNow(): Date
  monotonicMs(): number
}): DatabaseClock {
  let known: { databaseMs: number; atMs: number } | null = null
  return {
    now: () => (known === null ? deps.ownNow() : new Date(known.databaseMs + deps.monotonicMs() - known.atMs)),
    async compare() {
      const databaseMs = await deps.store.timeMs()
      // When it was read: an answer that took long says an earlier time, so that nothing is due too soon.
      known = { databaseMs, atMs: deps.monotonicMs() }
    },
  }
}
