import { expect, test } from 'vitest'
import type { DestinationLimits } from '../../core/config.ts'
import { capsChanged, capsOf } from '../../workers/caps.ts'
import { createPace, type PaceDeps } from '../../workers/pace.ts'

const aPace = (overrides: Partial<PaceDeps> = {}) =>
  createPace({
    takeTurn: null,
    slots: null,
    pause: () => Promise.resolve(),
    now: () => new Date('2026-09-10T12:00:00Z'),
    ...overrides,
  })

test('never more requests are under way than the lease has slots, and each has its turn', async () => {
  const pace = aPace({ slots: 2 })
  const done: number[] = []
  let underWay = 0
  let most = 0
  const request = (n: number) => async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay -= 1
    done.push(n)
    if (n === 3) throw new Error('refused')
  }
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((n) => pace.run(request(n))))
  expect(most).toBe(2)
  expect(done).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1)
})

test('a request waits for its turn, and the reserved one is not taken twice', async () => {
  const events: string[] = []
  const answers = [
    { waitMs: 40, granted: true },
    { waitMs: 1_500, granted: false },
    { waitMs: 500, granted: true },
  ]
  const pace = aPace({
    takeTurn: async () => answers.shift()!,
    pause: async (ms) => events.push(`waited ${ms}`),
  })
  expect(await pace.reserve()).toBe(null)
  await pace.run(async () => events.push('first'))
  await pace.run(async () => events.push('second'))
  expect(events).toEqual(['waited 40', 'first', 'waited 1000', 'waited 500', 'second'])
})

test('a chunk whose turn is further away than a second goes back to the queue until then', async () => {
  const pace = aPace({ takeTurn: async () => ({ waitMs: 2_500, granted: false }) })
  expect(await pace.reserve()).toEqual({ reason: 'paced', dueAt: '2026-09-10T12:00:02.500Z' })
})

test('a lease of a capped destination is short', () => {
  const share = (limits: DestinationLimits, maxEvents = 1) => capsOf({ limits }, { version: 3 }, maxEvents).shareMax
  expect(share({ requestsAtOnce: 2 })).toBe(16)
  expect(share({ requestsPerSecond: 0.1 })).toBe(1)
  expect(share({ requestsAtOnce: 2, requestsPerSecond: 5 }, 20)).toBe(200)
  expect(share({})).toBe(null)
})

test('the queue is told of other caps, but never of those of an older configuration', () => {
  const wanted = capsOf({ limits: { requestsAtOnce: 2 } }, { version: 3 }, 1)
  expect(capsChanged({ caps: { ...wanted, version: 2 }, slots: 2 }, wanted)).toBe(false)
  expect(capsChanged({ caps: { ...wanted, requestsAtOnce: 1 }, slots: 1 }, wanted)).toBe(true)
  expect(capsChanged({ caps: { ...wanted, requestsAtOnce: 1, version: 4 }, slots: 1 }, wanted)).toBe(false)
  expect(capsChanged({ caps: wanted, slots: null }, wanted)).toBe(true)
})
