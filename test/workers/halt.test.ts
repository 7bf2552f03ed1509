import { expect, test } from 'vitest'
import { CredentialsRejectedError, RejectedError, ThrottledError, UnavailableError } from '../../core/errors.ts'
import type { WorkerStore } from '../../supabase/queries/ports.ts'
import { createHalt } from '../../workers/halt.ts'
import type { SendOutcome } from '../../workers/sendable.ts'
import { settleHealth } from '../../workers/settle-health.ts'
import { aHealth, aLease } from '../support/a-region.ts'
import { aSendable } from '../support/a-sendable.ts'

const timing = { startedAt: '2026-09-10T12:00:00Z', durationMs: 1, httpStatus: null }
const failed = (error: UnavailableError): SendOutcome => ({ kind: 'failed', sendable: aSendable(), error, timing })
const delivered = (): SendOutcome => ({ kind: 'delivered', sendable: aSendable(), note: null, timing })
const down = () => failed(new UnavailableError('http_500', 'away', 500))

function haltAfter(...rounds: SendOutcome[][]) {
  const halt = createHalt({ now: () => new Date('2026-09-10T12:00:00Z') })
  for (const outcomes of rounds) halt.saw(outcomes)
  return { stop: halt.reason(), health: halt.health() }
}

test('a request that fails counts once, however many events it carried', () => {
  expect(haltAfter([down(), down(), down(), down(), down(), down()])).toMatchObject({
    stop: null,
    health: { failuresInARow: 1, reason: 'http_500', succeeded: false },
  })
})

test('after five in a row the rest of the lease is put back', () => {
  const { stop, health } = haltAfter([down()], [down()], [down()], [down()], [down()])
  expect(stop).toEqual({ reason: 'vendor_unavailable', dueAt: '2026-09-10T12:00:02.000Z' })
  expect(health).toMatchObject({ failuresInARow: 5 })
})

test('a refusal is an answer: the vendor is there', () => {
  const refused = failed(new RejectedError('bad_event', 'refused', 400))
  expect(haltAfter([down()], [down()], [refused], [down()]).health).toMatchObject({
    succeeded: true,
    failuresInARow: 1,
  })
})

test('a partial answer with rows that are to be tried again is an answer', () => {
  expect(haltAfter([delivered(), down()]).health).toMatchObject({ succeeded: true, failuresInARow: 0 })
})

test('an error of ours says nothing of the vendor', () => {
  const bug = failed(new UnavailableError('internal_error', 'ours'))
  expect(haltAfter([bug], [bug]).health).toMatchObject({ succeeded: false, failuresInARow: 0 })
})

test('the longest wait that was asked for is kept, and the lease stops at the first', () => {
  const throttled = (seconds: number | null) => failed(new ThrottledError('http_429', 'slow down', 429, seconds))
  expect(haltAfter([throttled(30)], [throttled(90)], [throttled(null)])).toEqual({
    stop: { reason: 'throttled', dueAt: '2026-09-10T12:00:30.000Z' },
    health: { succeeded: false, failuresInARow: 0, reason: 'http_429', retryAfterSeconds: 90 },
  })
})

test('refused credentials stop the lease at once', () => {
  const refused = failed(new CredentialsRejectedError('token', 'refused', 401))
  expect(haltAfter([refused]).stop).toMatchObject({ reason: 'credentials_rejected' })
})

test.each([
  ['a vendor that answers, as before', aHealth({ succeeded: true }), {}, false],
  ['a first answer after failures', aHealth({ succeeded: true }), { failures: 3 }, true],
  ['a failure', aHealth({ failuresInARow: 1 }), {}, true],
  ['a wait that was asked for', aHealth({ succeeded: true, retryAfterSeconds: 5 }), {}, true],
  ['a probe, even one that sent nothing', null, { probe: true }, true],
])('the shared breaker is told of %s only where that is news', async (_, health, lease, isTold) => {
  let told = false
  const reportHealth: WorkerStore['reportHealth'] = async () => {
    told = true
    return { before: 'runnable', after: 'open' }
  }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  await settleHealth(aLease(lease), health, { store: { reportHealth }, random: () => 0, log })
  expect(told).toBe(isTold)
})

test('a breaker that cannot be told keeps nobody from recording what happened', async () => {
  const errors: string[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (_: object, name: string) => errors.push(name) }
  const reportHealth = () => Promise.reject(new Error('database away'))
  await settleHealth(aLease({ probe: true }), null, { store: { reportHealth }, random: () => 0, log })
  expect(errors).toEqual(['breaker.not_told'])
})
