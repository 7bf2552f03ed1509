import { expect, test } from 'vitest'
import {
  CredentialsRejectedError,
  type DeliveryError,
  InvalidEventError,
  InvalidSettingsError,
  RejectedError,
  ThrottledError,
  UnavailableError,
} from '../../core/errors.ts'
import { finishOf } from '../../workers/finish-record.ts'
import { aLeasedDelivery, aSendable } from '../support/a-sendable.ts'

const now = new Date('2026-09-10T12:00:00.000Z')
const clock = { now: () => now, random: () => 0.5 }
const timing = { startedAt: now.toISOString(), durationMs: 3, httpStatus: 200 }

const failed = (error: DeliveryError, delivery = aLeasedDelivery()) =>
  finishOf({ kind: 'failed', sendable: aSendable({ delivery }), error, timing }, clock)

const table: [DeliveryError, string, boolean][] = [
  [new InvalidEventError('no_key', ''), 'invalid', true],
  [new InvalidSettingsError('egress_refused', ''), 'dead', true],
  [new RejectedError('code_100', '', 400), 'dead', true],
  [new ThrottledError('http_429', '', 429, 60), 'retry', true],
  [new UnavailableError('http_503', '', 503), 'retry', true],
  [new CredentialsRejectedError('code_190', '', 400), 'released', false],
]

test.each(table)('%s ends as %s (counts an attempt: %s)', (error, outcome, counts) => {
  const record = failed(error)
  expect(record).toMatchObject({ outcome, reason: error.code, countsAttempt: counts })
})

test('Retry-After is a floor: jitter only adds to it', () => {
  const record = failed(new ThrottledError('http_429', '', 429, 600))
  expect(Date.parse(record.dueAt ?? '')).toBeGreaterThanOrEqual(now.getTime() + 600_000)
})

test('24 hours after the first attempt a retry becomes a dead letter that names the last error', () => {
  const delivery = aLeasedDelivery({ attempts: 40, firstAttemptAt: '2026-09-09T12:00:00.000Z' })
  expect(failed(new UnavailableError('http_503', '', 503), delivery)).toMatchObject({
    outcome: 'dead',
    reason: 'retries_exhausted:http_503',
  })
})

test('a delivery stopped by its last check ends with that decision and no attempt', () => {
  const decision = { ...aSendable().decision, verdict: 'denied' as const, reason: 'revoked', gate: 'consent' as const }
  const record = finishOf({ kind: 'stopped', sendable: aSendable(), decision }, clock)
  expect(record).toMatchObject({
    outcome: 'denied',
    reason: 'revoked',
    decision: { verdict: 'denied', reason: 'revoked', gate: 'consent' },
    countsAttempt: false,
    attempt: null,
  })
})

test('what a vendor did is no part of the decision', () => {
  const error = new RejectedError('bad_event', 'no')
  const record = finishOf({ kind: 'failed', sendable: aSendable(), error, timing }, clock)
  expect(record).toMatchObject({ outcome: 'dead', reason: 'bad_event', decision: { verdict: 'deliver', reason: 'ok' } })
})

test('what a vendor said is kept up to 2 KB', () => {
  const record = finishOf({ kind: 'delivered', sendable: aSendable(), note: 'x'.repeat(5000), timing }, clock)
  expect(record.attempt?.detail).toHaveLength(2048)
})
