import { retryAt } from '../core/backoff.ts'
import type { Skip } from '../core/decision.ts'
import { consentLetters } from '../core/decision-inputs.ts'
import {
  CredentialsRejectedError,
  type DeliveryError,
  InvalidEventError,
  InvalidSettingsError,
  RejectedError,
  ThrottledError,
  UnavailableError,
} from '../core/errors.ts'
import type { AttemptOutcome, DecisionRecord, FinishRecord, LeasedDelivery } from '../supabase/queries/records.ts'
import type { MadeDecision, SendOutcome, SendTiming } from './sendable.ts'

/** Retries stop 24 h after the first attempt: what a vendor refuses for a day is a person's to look at. */
export const retryWindowMs = 24 * 60 * 60 * 1000
const detailCharsMax = 2048

export interface Clock {
  now(): Date
  random(): number
}

export function finishOf(outcome: SendOutcome, clock: Clock): FinishRecord {
  const { delivery } = outcome.sendable
  switch (outcome.kind) {
    case 'delivered':
      return {
        ...base(delivery, outcome.sendable.decision),
        outcome: 'delivered',
        reason: outcome.requestId === undefined ? 'delivered' : 'accepted',
        countsAttempt: true,
        attempt: attemptOf(outcome.timing, outcome.note),
      }
    case 'stopped':
      return finishOfDecision(delivery, outcome.decision)
    case 'cancelled':
      return cancelOf(delivery, outcome.reason)
    case 'released':
      return releaseOf(delivery, outcome.sendable.decision, {
        reason: outcome.reason,
        dueAt: outcome.dueAt ?? clock.now().toISOString(),
      })
    case 'failed':
      return finishOfError(outcome, clock)
  }
}

/** A decision at send time that is not "deliver" ends the delivery; its reason is the proof. */
export function finishOfDecision(delivery: LeasedDelivery, decision: MadeDecision): FinishRecord {
  return { ...base(delivery, decision), outcome: outcomeOf(decision), reason: decision.reason }
}

/** Only ingest holds. */
function outcomeOf({ verdict }: MadeDecision): AttemptOutcome {
  return verdict === 'deliver' || verdict === 'held' ? 'released' : verdict
}

export function finishOfSkip(delivery: LeasedDelivery, decision: MadeDecision, skipped: Skip): FinishRecord {
  return { ...base(delivery, decision), outcome: skipped.skip, verdict: skipped.skip, reason: skipped.reason }
}

export function releaseOf(
  delivery: LeasedDelivery,
  decision: MadeDecision | null,
  { reason, dueAt }: { reason: string; dueAt: string },
): FinishRecord {
  return { ...base(delivery, decision), outcome: 'released', reason, dueAt }
}

export function cancelOf(delivery: LeasedDelivery, reason: string): FinishRecord {
  return { ...base(delivery, null), outcome: 'cancelled', reason }
}

export function retryAfterBug(delivery: LeasedDelivery, clock: Clock): FinishRecord {
  const error = new UnavailableError('internal_error', 'an error of ours; see the log of this time')
  const record = {
    ...base(delivery, null),
    reason: error.code,
    countsAttempt: true,
    attempt: attemptOf({ startedAt: clock.now().toISOString(), durationMs: 0, httpStatus: null }, error.message),
  }
  return retryOrGiveUp(record, error, { delivery, clock })
}

function finishOfError(failed: SendOutcome & { kind: 'failed' }, clock: Clock): FinishRecord {
  const { error, timing, sendable } = failed
  const record = {
    ...base(sendable.delivery, sendable.decision),
    reason: error.code,
    countsAttempt: true,
    attempt: attemptOf({ ...timing, httpStatus: error.status ?? timing.httpStatus }, error.message),
  }
  if (error instanceof CredentialsRejectedError) {
    return { ...record, outcome: 'released', dueAt: clock.now().toISOString(), countsAttempt: false, attempt: null }
  }
  if (error instanceof InvalidEventError) return { ...record, outcome: 'invalid' }
  if (error instanceof RejectedError || error instanceof InvalidSettingsError) return { ...record, outcome: 'dead' }
  return retryOrGiveUp(record, error, { delivery: sendable.delivery, clock })
}

function retryOrGiveUp(
  record: FinishRecord,
  error: DeliveryError,
  { delivery, clock }: { delivery: LeasedDelivery; clock: Clock },
): FinishRecord {
  const now = clock.now()
  const dueAt = retryAt({
    attempt: delivery.attempts + 1,
    random: clock.random,
    retryAfterSeconds: error instanceof ThrottledError ? error.retryAfterSeconds : null,
    now,
  })
  const firstAttempt = delivery.firstAttemptAt === null ? now : new Date(delivery.firstAttemptAt)
  if (dueAt.getTime() - firstAttempt.getTime() > retryWindowMs) {
    return { ...record, outcome: 'dead', reason: `retries_exhausted:${error.code}` }
  }
  return { ...record, outcome: 'retry', dueAt: dueAt.toISOString() }
}

function base(delivery: LeasedDelivery, decision: MadeDecision | null): FinishRecord {
  return {
    eventId: delivery.eventId,
    receivedAt: delivery.receivedAt,
    destinationId: delivery.destinationId,
    run: delivery.run,
    outcome: 'released',
    reason: '',
    verdict: decision?.verdict ?? 'deliver',
    mode: decision?.mode ?? 'full',
    decision: decision === null ? null : recordOf(decision),
    dueAt: null,
    countsAttempt: false,
    attempt: null,
  }
}

/** As it was made: what became of the delivery afterwards is no part of it. */
export function recordOf(decision: MadeDecision): DecisionRecord {
  const { verdict, mode, reason, gate, configVersion, policyVersion, rule, decidedAt } = decision
  const { signalsSeen, inputsId, inputs } = decision
  const made = { verdict, mode, reason, gate, configVersion, policyVersion, rule, decidedAt }
  return { ...made, signalsSeen, inputsId, inputs, consent: consentLetters(decision.consent) }
}

function attemptOf(timing: SendTiming, detail: string | null): FinishRecord['attempt'] {
  return { ...timing, detail: detail === null ? null : detail.slice(0, detailCharsMax) }
}
