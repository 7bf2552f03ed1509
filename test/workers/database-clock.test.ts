import { expect, test } from 'vitest'
import { createDatabaseClock } from '../../workers/database-clock.ts'

const hourMs = 3_600_000
const database = Date.parse('2026-11-24T10:00:00.000Z')

test("a worker whose own clock is an hour off lives by the database's", async () => {
  const clock = createDatabaseClock({
    store: { timeMs: () => Promise.resolve(database) },
    ownNow: () => new Date(database + hourMs),
    monotonicMs: () => 5_000,
  })
  expect(clock.now()).toEqual(new Date(database + hourMs))
  await clock.compare()
  expect(clock.now()).toEqual(new Date(database))
})

test('between two comparisons its own monotonic clock carries the time on, whatever the wall clock does', async () => {
  let monotonicMs = 5_000
  let wallMs = database
  const clock = createDatabaseClock({
    store: { timeMs: () => Promise.resolve(database) },
    ownNow: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
  })
  await clock.compare()
  monotonicMs += 700
  wallMs -= hourMs
  expect(clock.now()).toEqual(new Date(database + 700))
})

test('a database that does not answer leaves the time as it was known', async () => {
  let isAway = false
  const clock = createDatabaseClock({
    store: { timeMs: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(database)) },
    ownNow: () => new Date(0),
    monotonicMs: () => 0,
  })
  await clock.compare()
  isAway = true
  await expect(clock.compare()).rejects.toThrow('away')
  expect(clock.now()).toEqual(new Date(database))
})
