import type { QueueState, SendCheck } from '../supabase/queries/records.ts'
import type { MadeDecision, Sendable, SendOutcome } from './sendable.ts'

/** A check older than this at the first byte is repeated (design 7). */
export const checkAgeMsMax = 250

/** Thrown from inside `send`, before any byte was written. Carries what became of each sendable that must not go. */
export class StoppedBeforeWriting extends Error {
  readonly outcomes: SendOutcome[]
  constructor(outcomes: SendOutcome[]) {
    super('stopped before the first byte')
    this.name = 'StoppedBeforeWriting'
    this.outcomes = outcomes
  }
}

export interface SendGuard {
  isFresh(): boolean
  refresh(): Promise<void>
}

export interface GuardDeps {
  monotonicMs(): number
  /** False once the heartbeat is so old that another worker may take the lease before our request times out. */
  leaseIsSafe(): boolean
  check(sendables: Sendable[]): Promise<SendCheck>
  decideAgain(sendable: Sendable, check: SendCheck): MadeDecision
}

export function createSendGuard(sendables: Sendable[], checkedAtMs: number, deps: GuardDeps): SendGuard {
  let checkedAt = checkedAtMs
  let underway: Promise<void> | null = null

  async function checkAgain(): Promise<void> {
    if (!deps.leaseIsSafe()) throw new StoppedBeforeWriting(released(sendables, 'lease_not_safe'))
    const asked = deps.monotonicMs()
    const check = await checkOrStop(sendables, deps)
    const stopped = sendables.flatMap((sendable) => stopOf(sendable, check, deps))
    if (stopped.length > 0) throw new StoppedBeforeWriting(stopped)
    checkedAt = asked
  }

  return {
    isFresh: () => deps.monotonicMs() - checkedAt < checkAgeMsMax && deps.leaseIsSafe(),
    // Several requests of one batch ask at once: one answer serves them all.
    refresh() {
      underway ??= checkAgain().finally(() => {
        underway = null
      })
      return underway
    },
  }
}

async function checkOrStop(sendables: Sendable[], deps: GuardDeps): Promise<SendCheck> {
  try {
    return await deps.check(sendables)
  } catch {
    throw new StoppedBeforeWriting(released(sendables, 'store_unavailable'))
  }
}

function stopOf(sendable: Sendable, check: SendCheck, deps: GuardDeps): SendOutcome[] {
  const reason = releaseReason(sendable, check)
  if (reason === 'destination_removed') return [{ kind: 'cancelled', sendable, reason }]
  if (reason !== null) return released([sendable], reason)
  const decision = deps.decideAgain(sendable, check)
  return decision.verdict === 'deliver' ? [] : [{ kind: 'stopped', sendable, decision }]
}

/** Paused work is kept; an event whose signals changed is leased anew with them. */
export function releaseReason(sendable: { delivery: { eventId: string } }, check: SendCheck): string | null {
  if (check.egressStopped) return 'egress_stopped'
  const stopped = check.destinationState === null ? null : reasonOfState[check.destinationState]
  if (stopped !== null) return stopped
  if (check.changedEventIds.includes(sendable.delivery.eventId)) return 'event_changed'
  return null
}

const reasonOfState: Record<QueueState, string | null> = {
  runnable: null,
  paused: 'destination_paused',
  open: 'breaker_open',
  half_open: 'breaker_open',
  removed: 'destination_removed',
}

function released(sendables: Sendable[], reason: string): SendOutcome[] {
  return sendables.map((sendable) => ({ kind: 'released', sendable, reason }))
}
