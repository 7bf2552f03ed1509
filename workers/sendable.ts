import type { Decision } from '../core/decision.ts'
import type { DecisionInputs } from '../core/decision-inputs.ts'
import type { DeliveryError } from '../core/errors.ts'
import type { JsonObject } from '../core/json.ts'
import type { LeasedDelivery } from '../supabase/queries/records.ts'
import type { OpenedEvent } from './read-stored-event.ts'

/** With what it was made of, so that it can be made again years later. */
export interface MadeDecision extends Decision {
  signalsSeen: number
  inputsId: string | null
  inputs: DecisionInputs | null
}

/** A delivery that passed every gate a moment ago, with the payload its vendor gets. */
export interface Sendable {
  delivery: LeasedDelivery
  /** Unsealed once; each further check decides on it again. */
  opened: OpenedEvent
  decision: MadeDecision
  payload: JsonObject
}

export interface SendTiming {
  startedAt: string
  durationMs: number
  /** Of the last answer; null when none came. */
  httpStatus: number | null
}

/** How one sendable ended at the vendor. */
export type SendOutcome =
  | {
      kind: 'delivered'
      sendable: Sendable
      note: string | null
      /** The vendor only accepted it, and tells the result later under this id. */
      requestId?: string
      timing: SendTiming
    }
  | { kind: 'failed'; sendable: Sendable; error: DeliveryError; timing: SendTiming }
  /** Consent, suppression or state changed before the first byte: nothing was written. */
  | { kind: 'stopped'; sendable: Sendable; decision: MadeDecision }
  /** Its destination is gone. */
  | { kind: 'cancelled'; sendable: Sendable; reason: string }
  /** Not tried: paused, shut down, lease no longer safe. */
  | { kind: 'released'; sendable: Sendable; reason: string; dueAt?: string }

/** Why the rest of a lease is put back, and until when. */
export interface Stop {
  reason: string
  dueAt: string
}
