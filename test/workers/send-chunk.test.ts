import { expect, test } from 'vitest'
import { CredentialsRejectedError, RejectedError, UnavailableError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { DeliverResult } from '../../destinations/contract.ts'
import { createPace } from '../../workers/pace.ts'
import { type Shipment, sendChunk } from '../../workers/send-chunk.ts'
import { createSendGuard, type GuardDeps } from '../../workers/send-guard.ts'
import type { Sendable, SendOutcome } from '../../workers/sendable.ts'
import { aDecision, aSendable } from '../support/a-sendable.ts'

const numbered = (count: number): Sendable[] => Array.from({ length: count }, (_, n) => aSendable({ payload: { n } }))
const kinds = (outcomes: SendOutcome[]): [unknown, string][] =>
  outcomes.map((outcome) => [outcome.sendable.payload.n, outcome.kind])

interface Vendor {
  requests: number[][]
  bugs: unknown[]
  shipment: Shipment
}

function aVendor(
  answer: (payloads: JsonObject[]) => DeliverResult,
  guardDeps: Partial<GuardDeps> = {},
  checkAgeMs = 0,
): Vendor {
  const requests: number[][] = []
  const bugs: unknown[] = []
  let clockMs = checkAgeMs
  const shipment: Shipment = {
    async deliver(payloads, ctx) {
      await ctx.send({ method: 'POST', url: 'https://vendor.example' })
      requests.push(payloads.map(({ n }) => Number(n)))
      return answer(payloads)
    },
    contextFor: (guard, onStatus) => ({
      settings: {},
      credentials: {},
      now: () => new Date(0),
      async send() {
        if (!guard.isFresh()) await guard.refresh()
        onStatus(200)
        return { status: 200, headers: {}, text: '', json: undefined, retryAfterSeconds: null }
      },
    }),
    guardFor: (sendables) =>
      createSendGuard(sendables, 0, {
        monotonicMs: () => clockMs++,
        leaseIsSafe: () => true,
        check: async () => ({ egressStopped: false, destinationState: 'runnable', subjects: [], changedEventIds: [] }),
        decideAgain: () => aDecision(),
        ...guardDeps,
      }),
    pace: createPace({ takeTurn: null, slots: null, pause: () => Promise.resolve(), now: () => new Date(0) }),
    now: () => new Date('2026-09-10T12:00:00Z'),
    monotonicMs: () => 0,
    onBug: (error) => bugs.push(error),
  }
  return { requests, bugs, shipment }
}

test('a whole-batch refusal is bisected until the bad event stands alone and its neighbours are delivered', async () => {
  const vendor = aVendor((payloads) => {
    if (payloads.some(({ n }) => n === 5)) throw new RejectedError('bad_event', 'refused', 400)
    return { failed: [] }
  })
  const outcomes = await sendChunk(numbered(8), vendor.shipment)
  expect(outcomes.filter(({ kind }) => kind === 'failed').map(({ sendable }) => sendable.payload.n)).toEqual([5])
  expect(outcomes.filter(({ kind }) => kind === 'delivered')).toHaveLength(7)
})

test('a failure that is not about an event is not bisected: the vendor is asked once', async () => {
  const vendor = aVendor(() => {
    throw new UnavailableError('http_503', 'away', 503)
  })
  expect(kinds(await sendChunk(numbered(3), vendor.shipment))).toEqual([
    [0, 'failed'],
    [1, 'failed'],
    [2, 'failed'],
  ])
  expect(vendor.requests).toEqual([[0, 1, 2]])
})

test('refused credentials are not bisected', async () => {
  const vendor = aVendor(() => {
    throw new CredentialsRejectedError('token', 'refused', 401)
  })
  await sendChunk(numbered(4), vendor.shipment)
  expect(vendor.requests).toHaveLength(1)
})

test('a partial answer fails only the rows it names', async () => {
  const vendor = aVendor(() => ({ failed: [{ index: 1, error: new RejectedError('row', 'refused') }] }))
  expect(kinds(await sendChunk(numbered(3), vendor.shipment))).toEqual([
    [0, 'delivered'],
    [1, 'failed'],
    [2, 'delivered'],
  ])
})

test('an unknown throw is recorded as a bug and retried, never taken for a refusal', async () => {
  const vendor = aVendor(() => {
    throw new TypeError('x is not a function')
  })
  const [outcome] = await sendChunk(numbered(1), vendor.shipment)
  expect(vendor.bugs).toHaveLength(1)
  expect(outcome?.kind === 'failed' && outcome.error).toBeInstanceOf(UnavailableError)
})

test('a stale check is repeated before the first byte and a withdrawal takes its event out of the request', async () => {
  const vendor = aVendor(
    () => ({ failed: [] }),
    { decideAgain: ({ payload }) => aDecision(payload.n === 1 ? { verdict: 'denied', reason: 'withdrawn' } : {}) },
    1_000,
  )
  const outcomes = await sendChunk(numbered(3), vendor.shipment)
  expect(kinds(outcomes)).toEqual([
    [1, 'stopped'],
    [0, 'delivered'],
    [2, 'delivered'],
  ])
  expect(vendor.requests).toEqual([[0, 2]])
})

test('a fresh check is not repeated', async () => {
  let checks = 0
  const vendor = aVendor(() => ({ failed: [] }), {
    check: async () => {
      checks += 1
      return { egressStopped: false, destinationState: 'runnable', subjects: [], changedEventIds: [] }
    },
  })
  await sendChunk(numbered(1), vendor.shipment)
  expect(checks).toBe(0)
})

test('nothing is sent once the lease may be taken by another worker', async () => {
  const vendor = aVendor(() => ({ failed: [] }), { leaseIsSafe: () => false })
  expect(kinds(await sendChunk(numbered(2), vendor.shipment))).toEqual([
    [0, 'released'],
    [1, 'released'],
  ])
  expect(vendor.requests).toEqual([])
})

test('a destination paused since the lease gets nothing and keeps its work', async () => {
  const check = async () => ({
    egressStopped: false,
    destinationState: 'paused' as const,
    subjects: [],
    changedEventIds: [],
  })
  const vendor = aVendor(() => ({ failed: [] }), { check }, 1_000)
  expect(kinds(await sendChunk(numbered(1), vendor.shipment))).toEqual([[0, 'released']])
  expect(vendor.requests).toEqual([])
})

test('an emergency stop between the lease and the first byte lets nothing out', async () => {
  const check = async () => ({
    egressStopped: true,
    destinationState: 'runnable' as const,
    subjects: [],
    changedEventIds: [],
  })
  const vendor = aVendor(() => ({ failed: [] }), { check }, 1_000)
  expect(await sendChunk(numbered(1), vendor.shipment)).toMatchObject([{ kind: 'released', reason: 'egress_stopped' }])
  expect(vendor.requests).toEqual([])
})

test('when the check cannot be made nothing is sent', async () => {
  const check = () => Promise.reject(new Error('database away'))
  const vendor = aVendor(() => ({ failed: [] }), { check }, 1_000)
  expect(kinds(await sendChunk(numbered(1), vendor.shipment))).toEqual([[0, 'released']])
  expect(vendor.requests).toEqual([])
})
