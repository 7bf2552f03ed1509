import { CredentialsRejectedError, ThrottledError, UnavailableError } from '../core/errors.ts'
import type { LeaseHealth } from '../supabase/queries/records.ts'
import type { Shipment } from './send-chunk.ts'
import type { SendOutcome, Stop } from './sendable.ts'

/** A vendor that failed this often without one answer is left alone for the rest of the lease. */
const failuresInARowMax = 5
const restAfterFailuresMs = 2_000
const throttledSecondsDefault = 2

export interface Halt {
  /** Null = go on. */
  reason(): Stop | null
  saw(outcomes: SendOutcome[]): void
  /** For the breaker that all workers share. */
  health(): LeaseHealth
}

/** Watches the answers of one lease, and says when its vendor has to be left alone. */
export function createHalt(shipment: Pick<Shipment, 'now'>): Halt {
  let stop: Stop | null = null
  const health: LeaseHealth = { succeeded: false, failuresInARow: 0, reason: null, retryAfterSeconds: null }

  function inMs(reason: string, ms: number): Stop {
    return { reason, dueAt: new Date(shipment.now().getTime() + ms).toISOString() }
  }

  function sawThrottle({ code, retryAfterSeconds }: ThrottledError): void {
    stop ??= inMs('throttled', (retryAfterSeconds ?? throttledSecondsDefault) * 1000)
    health.reason = code
    health.retryAfterSeconds = Math.max(health.retryAfterSeconds ?? 0, retryAfterSeconds ?? 0)
  }

  function sawSilence({ code }: UnavailableError): void {
    health.reason = code
    health.failuresInARow += 1
    if (health.failuresInARow >= failuresInARowMax) stop ??= inMs('vendor_unavailable', restAfterFailuresMs)
  }

  return {
    reason: () => stop,
    health: () => health,
    saw(outcomes) {
      if (outcomes.some(isAnswered)) Object.assign(health, { succeeded: true, failuresInARow: 0 })
      if (outcomes.some(({ kind }) => kind === 'failed')) sawFailures(outcomes)
    },
  }

  // One request fails once, however many events it carried.
  function sawFailures(outcomes: SendOutcome[]): void {
    const errors = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.error] : []))
    if (errors.some((error) => error instanceof CredentialsRejectedError)) stop = inMs('credentials_rejected', 0)
    const throttle = errors.find((error) => error instanceof ThrottledError)
    if (throttle !== undefined) sawThrottle(throttle)
    const silence = errors.find((error) => error instanceof UnavailableError && !ours.has(error.code))
    if (silence !== undefined && !outcomes.some(isAnswered)) sawSilence(silence)
  }
}

/** Failures that say nothing of the vendor. */
const ours = new Set(['internal_error', 'not_sent', 'check_stale'])

/** A refusal is an answer, too: the vendor is there. */
function isAnswered(outcome: SendOutcome): boolean {
  if (outcome.kind === 'delivered') return true
  if (outcome.kind !== 'failed') return false
  return !(outcome.error instanceof UnavailableError || outcome.error instanceof ThrottledError)
}
