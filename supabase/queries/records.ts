import type { DeliveryState } from '../../core/decision.ts'
import type { DecisionInputs } from '../../core/decision-inputs.ts'
import type { Network } from '../../core/event.ts'
import type { SubjectKind } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { Signals, SubjectFacts } from '../../core/signals.ts'
import type { SubjectRef } from '../../core/subject-keys.ts'

/** The shapes that cross the database's edge. Only this folder knows columns; everyone else knows these. */

/** Names one delivery. `receivedAt` is the partition key and travels with every id. */
export interface DeliveryKey {
  eventId: string
  receivedAt: string
  destinationId: string
  run: number
}

/** One (event, destination) pair as ingest decided it. A filtered pair is no row but an entry in `filtered`. */
export interface DeliveryRecord {
  destinationId: string
  /** `queued`, `held` or a terminal state other than `filtered`. */
  state: DeliveryState
  verdict: string
  mode: 'full' | 'limited'
  reason: string
  gate: string | null
  /** ISO; null unless queued. */
  dueAt: string | null
  /** The vendor's age window ends here; null unless queued. */
  expiresAt: string | null
  purposes: string[]
  /** Per purpose, see consentLetters. */
  consent: string
  rule: string | null
  /** Preflight codes; null = none. */
  warnings: string[] | null
  /** Sealed PlainBundle for this destination; removed when terminal. */
  plainSealed: string | null
}

/** A person's choice, or a changed observation, as it is recorded. `chosenAt` is never in the future. */
export interface ConsentChoiceRecord {
  workspaceId: string
  recordId: string
  subjects: SubjectRef[]
  kind: 'chosen' | 'observed'
  purposes: Partial<Record<Purpose, 'granted' | 'denied'>>
  chosenAt: string
  /** Who told us: `source storefront`. */
  source: string
  /** Why: `told`, `withdraw_all`, `gpc`, the name of the signal … */
  reason: string
  /** The event that said so. */
  eventId: string | null
  /** Scrubbed. */
  proof: JsonObject | null
}

/** What of an event waits for a dated choice of the device that sent it. */
export interface HoldRecord {
  deviceKey: string
  /** Everyone it names: whose refusal wipes it, and what it is found by once it goes. */
  subjectKeys: string[]
  /** From when the database has it; at most half an hour. */
  seconds: number
  /** HeldContent. */
  sealed: string
}

/** One direction: what is known of `otherKey` is known of `subjectKey`, too. */
export interface SubjectLink {
  subjectKey: string
  subjectKind: SubjectKind
  otherKey: string
  otherKind: SubjectKind
}

export interface IngestRecord {
  workspaceId: string
  epoch: number
  eventId: string
  receivedAt: string
  occurredAt: string
  sourceId: string
  type: string
  name: string | null
  /** SHA-256 hex of the normalised body without sentAt, _metadata and transport. */
  bodyHash: string
  /** Until when a repeat is recognised: 7 days; orders and refunds as long as the event is kept. */
  dedupUntil: string
  /** Nobody may receive it: `body` holds only what promise 8 lists, the rest is null or empty. */
  reduced: boolean
  body: JsonObject
  /** Sealed IdentityBundle.variants; null when none was made. */
  identitySealed: string | null
  network: Network | null
  /** Subject keys and the order key: how find and erasure reach the event. */
  lookupKeys: string[]
  /** Keys the ledger and suppressions are asked by. Empty when reduced. */
  subjectKeys: string[]
  /** Of a reduced event: its subject keys, told by nobody without the workspace's key (see blindedKeyFor). */
  blindedKeys?: string[]
  signalsId: string
  signals: Signals
  /** Null: nothing but event, signals and configuration had a say. */
  inputsId: string | null
  inputs: DecisionInputs | null
  fanOut: number
  filtered: { destinationId: string; reason: string; gate: string | null }[]
  configVersion: number
  policyVersion: number
  deliveries: DeliveryRecord[]
  /** Where deliveries are held; absent = none is. */
  hold?: HoldRecord
  /** What the event tells the ledger, where that is news; written before it, also for a repeat. */
  choices?: ConsentChoiceRecord[]
  links?: SubjectLink[]
}

export type IngestStatus = 'accepted' | 'duplicate' | 'rejected'
export interface IngestResult {
  eventId: string
  status: IngestStatus
  /** `body_differs` (duplicate), `not_storable`, `wrong_home`, `in_batch_duplicate`. */
  code: string | null
}

/** The breaker is closed (`runnable`), open, or half open while one lease tries a single delivery; removed = no longer configured. */
export type QueueState = 'runnable' | 'paused' | 'open' | 'half_open' | 'removed'

/** A batch of one destination, held under a token: a finish with another token changes nothing. */
export interface Lease {
  leaseId: string
  workspaceId: string
  destinationId: string
  /** The one delivery that an open breaker lets through. */
  probe: boolean
  /** Requests in a row that failed before this lease. */
  failures: number
  /** Requests it may have under way at the same time; null = not capped. */
  slots: number | null
  /** As the queue knows them. */
  caps: Caps
  deliveries: LeasedDelivery[]
}

/** Of one destination, over all workers; null = none. `version` is of the configuration they were read from. */
export interface Caps {
  requestsAtOnce: number | null
  /** Deliveries of one lease, so that few requests do not keep many waiting. */
  shareMax: number | null
  version: number
}

/** What the requests of one lease said of their vendor. */
export interface LeaseHealth {
  /** Whether any was answered, be it with a refusal. */
  succeeded: boolean
  /** At the end. */
  failuresInARow: number
  /** The last failure's code. */
  reason: string | null
  /** Not null: we were told to wait, for so long at least. */
  retryAfterSeconds: number | null
}

export interface LeasedDelivery extends DeliveryKey {
  attempts: number
  firstAttemptAt: string | null
  expiresAt: string
  /** Everything needed to build the payload. */
  event: StoredEvent
  plainSealed: string | null
}

export interface StoredEvent {
  eventId: string
  receivedAt: string
  workspaceId: string
  sourceId: string
  body: JsonObject
  identitySealed: string | null
  network: Network | null
  subjectKeys: string[]
  /** The event's own signals, first those of ingest, then those of stricter duplicates. */
  signals: Signals[]
  configVersion: number
}

/** What may have changed since the lease: read right before writing. */
export interface SendCheck {
  /** For the workspace or for all of them. */
  egressStopped: boolean
  destinationState: QueueState | null
  subjects: SubjectFacts[]
  /** Event ids whose signals changed or that were erased since the lease. */
  changedEventIds: string[]
}

/** `released` puts the row back without an attempt (pause, shutdown); `cancelled` ends it when the destination is gone. */
export type AttemptOutcome =
  | 'delivered'
  | 'retry'
  | 'dead'
  | 'denied'
  | 'filtered'
  | 'suppressed'
  | 'invalid'
  | 'expired'
  | 'cancelled'
  | 'released'

/** One evaluation as it is kept: the router's own answer and what it was reached with. */
export interface DecisionRecord {
  verdict: string
  mode: 'full' | 'limited'
  reason: string
  gate: string | null
  configVersion: number
  policyVersion: number
  /** How many of the event's signals it saw. */
  signalsSeen: number
  inputsId: string | null
  inputs: DecisionInputs | null
  /** Per purpose, see consentLetters. */
  consent: string
  rule: string | null
  decidedAt: string
}

export interface FinishRecord extends DeliveryKey {
  outcome: AttemptOutcome
  /** Reason code of the state, or the error's code. */
  reason: string
  verdict: string
  mode: 'full' | 'limited'
  /** Null: it ended without one (its destination is gone, an error of ours). */
  decision: DecisionRecord | null
  /** ISO; for `retry` and `released`: when it may be tried again. */
  dueAt: string | null
  /** False for pauses and shutdown: no attempt is burnt, no row in attempts. */
  countsAttempt: boolean
  attempt: {
    startedAt: string
    durationMs: number
    httpStatus: number | null
    /** Redacted, at most 2 KB. */
    detail: string | null
  } | null
}

/** A held event whose device has chosen. */
export interface DueHold {
  workspaceId: string
  eventId: string
  receivedAt: string
  deviceKey: string
  sealed: string
  /** Of the event's row: what destinations that were permitted at once need. */
  identitySealed: string | null
  signals: Signals[]
  deliveries: { destinationId: string; run: number }[]
  subjects: SubjectFacts[]
}

export interface SettledDelivery {
  destinationId: string
  run: number
  decision: DecisionRecord
  /** As of a queued one; null unless it may go. */
  expiresAt: string | null
  plainSealed: string | null
}

export interface SettledHold {
  workspaceId: string
  eventId: string
  receivedAt: string
  deliveries: SettledDelivery[]
  /** The event made whole again; null = nothing of it may go. */
  event: Pick<IngestRecord, 'occurredAt' | 'body' | 'identitySealed' | 'network'> | null
}
