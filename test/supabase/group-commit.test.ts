import { expect, test } from 'vitest'
import { createGroupCommit } from '../../supabase/queries/group-commit.ts'
import { fc } from '../support/fast-check.ts'

interface Call {
  entries: number[]
  answer(): void
  fail(error: Error): void
}

/** A commit that waits until the test answers it. */
function held(options: { entriesMax?: number; bytesMax?: number; inFlightMax?: number } = {}) {
  const calls: Call[] = []
  const post = createGroupCommit<number, string>({
    commit: (entries) =>
      new Promise((resolve, reject) => {
        calls.push({ entries, answer: () => resolve(entries.map(String)), fail: reject })
      }),
    bytesOf: (entry) => entry,
    entriesMax: options.entriesMax ?? 1_000,
    bytesMax: options.bytesMax ?? 1_000_000,
    inFlightMax: options.inFlightMax ?? 1,
  })
  return { post, calls }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('requests of one turn share a call and each gets its own answers', async () => {
  const { post, calls } = held()
  const answers = Promise.all([post([1, 2]), post([3]), post([4, 5])])
  await turn()
  expect(calls.map(({ entries }) => entries)).toEqual([[1, 2, 3, 4, 5]])
  calls[0]?.answer()
  expect(await answers).toEqual([['1', '2'], ['3'], ['4', '5']])
})

test('what arrives while every call is in flight goes together with the next', async () => {
  const { post, calls } = held()
  const first = post([1])
  await turn()
  const later = Promise.all([post([2]), post([3])])
  await turn()
  expect(calls).toHaveLength(1)
  calls[0]?.answer()
  await first
  await turn()
  expect(calls.map(({ entries }) => entries)).toEqual([[1], [2, 3]])
  calls[1]?.answer()
  await later
})

test('nobody is answered before the call that holds them is', async () => {
  const { post, calls } = held({ entriesMax: 2, inFlightMax: 2 })
  const answered: string[] = []
  const posts = [post([1, 2]).then(() => answered.push('a')), post([3]).then(() => answered.push('b'))]
  await turn()
  calls[1]?.answer()
  await turn()
  expect(answered).toEqual(['b'])
  calls[0]?.answer()
  await Promise.all(posts)
})

test('a failed call fails those who shared it and nobody else', async () => {
  const { post, calls } = held({ entriesMax: 2 })
  const posts = [post([1]), post([2]), post([3])].map((posted) => posted.catch((error: Error) => error.message))
  await turn()
  calls[0]?.fail(new Error('away'))
  await turn()
  calls[1]?.answer()
  expect(await Promise.all(posts)).toEqual(['away', 'away', ['3']])
})

test('a request without events is answered without a call', async () => {
  const { post, calls } = held()
  expect(await post([])).toEqual([])
  expect(calls).toEqual([])
})

test('whatever is posted, order is kept and no call exceeds entries, bytes or the number in flight', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
      async (posts, inFlightMax) => {
        const limits = { entriesMax: 5, bytesMax: 60, inFlightMax }
        let inFlight = 0
        const post = createGroupCommit<number, string>({
          ...limits,
          bytesOf: (entry) => entry,
          commit: async (entries) => {
            inFlight++
            expect(inFlight).toBeLessThanOrEqual(inFlightMax)
            expect(entries.length).toBeLessThanOrEqual(limits.entriesMax)
            expect(entries.reduce((sum, entry) => sum + entry, 0)).toBeLessThanOrEqual(limits.bytesMax)
            await turn()
            inFlight--
            return entries.map(String)
          },
        })
        expect(await Promise.all(posts.map(post))).toEqual(posts.map((entries) => entries.map(String)))
      },
    ),
    { numRuns: 60 },
  )
})
