import type { Snapshot } from '../../core/config.ts'
import type { Decision, DecisionStage } from '../../core/decision.ts'
import type { Jurisdiction } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import type { ReceiptRow } from '../../core/receipts/receipt.ts'
import type { Seal, Tombstone } from '../../core/receipts/seal.ts'
import type { SealView } from '../../core/receipts/verify.ts'
import type { SubjectFacts } from '../../core/signals.ts'
import type {
  Caps,
  ConsentChoiceRecord,
  DueHold,
  FinishRecord,
  IngestRecord,
  IngestResult,
  Lease,
  LeaseHealth,
  QueueState,
  SendCheck,
  SettledHold,
} from './records.ts'
import type { Duplicates, ReplayRequest, ReplayView } from './replay-records.ts'

/**
 * What the rest of the house may ask of a database. Two transports implement IngestStore (driver, supabase-js);
 * everything else runs over the driver. Every method throws StoreUnavailableError when the database is away.
 */
export interface IngestStore {
  /** Input order kept. One transaction a call; commits before it resolves. */
  ingest(records: IngestRecord[]): Promise<IngestResult[]>
  subjectFacts(workspaceId: string, subjectKeys: string[]): Promise<SubjectFacts[]>
  /** Null when today's partitions and the role are there, else the name of what is missing. */
  notReady(now: Date): Promise<string | null>
}

export interface ConsentStore {
  /** One transaction: record, fold, and the end of what waits for a purpose that is denied now. */
  record(choice: ConsentChoiceRecord): Promise<{ recordId: string; cancelled: number }>
}

export interface DecisionView {
  destinationId: string
  run: number
  stage: DecisionStage
  verdict: Decision['verdict']
  mode: 'full' | 'limited'
  reason: string
  gate: string | null
  configVersion: number
  policyVersion: number
  signalsId: string
  inputsId: string | null
  /** A repeat's own, where it tightened. */
  jurisdiction: Jurisdiction | null
  /** Per purpose, see consentLetters. Null here: a person's act ended it and nothing was computed. */
  consent: string | null
  rule: string | null
  /** Preflight codes; null = none. */
  warnings: string[] | null
  decidedAt: string
}

export interface AttemptView {
  destinationId: string
  run: number
  attempt: number
  startedAt: string
  durationMs: number
  outcome: string
  httpStatus: number | null
  detail: string | null
}

export interface DeliveryView {
  destinationId: string
  run: number
  state: string
  reason: string
  attempts: number
  dueAt: string | null
  finishedAt: string | null
}

export interface EventView {
  eventId: string
  receivedAt: string
  occurredAt: string
  sourceId: string
  type: string
  name: string | null
  reduced: boolean
  body: JsonObject
  network: { ip: string | null; userAgent: string | null } | null
  signals: JsonObject[]
  signalsIds: string[]
  /** Signals and other inputs of its decisions, by id. */
  inputs: Record<string, JsonObject>
  configVersion: number
  policyVersion: number
  fanOut: number
  filtered: { destinationId: string; reason: string; gate: string | null }[]
  deliveries: DeliveryView[]
  decisions: DecisionView[]
  attempts: AttemptView[]
}

export interface RecentEvent {
  eventId: string
  receivedAt: string
  sourceId: string
  type: string
  name: string | null
  reduced: boolean
  states: Record<string, number>
}

/** One kind of thing a source did, counted since the last write. */
export interface SourceNote {
  workspaceId: string
  sourceId: string
  kind: 'rejected' | 'unmapped_category' | 'clock_offset' | 'preflight'
  code: string
  number: number
  at: string
}

export interface SourceNotesStore {
  add(notes: SourceNote[]): Promise<void>
}

interface SourceCount {
  code: string
  count: number
  lastAt: string
}

export interface SourceHealth {
  lastEventAt: string | null
  received24h: number
  /** Today and yesterday (UTC), as the two below. */
  rejectedByCode: SourceCount[]
  unmappedCategories: SourceCount[]
  /** `<destination> <code>`. */
  preflightWarnings: SourceCount[]
  /** `denied` and friends by reason, last 24 h. */
  notSentByReason: { state: string; reason: string; count: number }[]
  clockOffsetSecondsMedian: number | null
}

export interface ReconciliationHour {
  hour: string
  /** 0 is ingest; each replay has its own. */
  run: number
  fanOut: number
  byState: Record<string, number>
  inFlight: number
  gap: number
}

export interface QueueStatus {
  destinationId: string
  workspaceId: string
  state: QueueState
  reason: string | null
  since: string | null
  queued: number
  leased: number
  /** Not waiting to be sent but for the person's answer. */
  held: number
  oldestQueuedAt: string | null
  /** Of what a stop keeps waiting: ends within 24 h by age. */
  expiringSoon: number
}

/** Why nothing goes out: emergency stops that hold here, destinations that are paused or whose breaker is open. */
export interface Stops {
  egress: EgressStop[]
  destinations: Required<Pick<QueueStatus, 'destinationId' | 'state' | 'reason' | 'since'>>[]
}

export interface EgressStop {
  scope: 'workspace' | 'all'
  reason: string
  since: string
}

export interface ConsentRecordView extends Omit<ConsentChoiceRecord, 'workspaceId'> {
  recordedAt: string
}

/** Which dead letters are meant; null or absent = any. */
export interface DeadLetterFilter {
  eventId?: string | null
  destinationId?: string | null
  /** The error's code; also finds what was retried with it until its time was up. */
  reason?: string | null
  /** Of the event. */
  name?: string | null
  /** When it died, ISO. */
  from?: string | null
  to?: string | null
}

export interface DeadLetter {
  eventId: string
  receivedAt: string
  destinationId: string
  run: number
  reason: string
  diedAt: string
  sourceId: string
  type: string
  name: string | null
  attempts: number
  httpStatus: number | null
  /** The vendor's last answer, redacted. */
  detail: string | null
  /** What the vendor needs in plain is kept for a week. */
  sealedPartKept: boolean
}

export interface DeadLetterPage {
  /** Of all that the filter finds, not of the page alone. */
  counts: { destinationId: string; reason: string; count: number }[]
  letters: DeadLetter[]
}

export type DeadLetterPlace = Pick<DeadLetter, 'diedAt' | 'eventId' | 'destinationId' | 'run'>

export interface ReaderStore {
  event(workspaceId: string, eventId: string): Promise<EventView | null>
  eventsByKey(workspaceId: string, lookupKey: string, limit: number): Promise<EventView[]>
  /** Newest last, only rows below the snapshot's xmin, so that none is skipped. */
  tail(
    workspaceId: string,
    after: { receivedAt: string; eventId: string } | null,
    limit: number,
  ): Promise<RecentEvent[]>
  sourceHealth(workspaceId: string, sourceId: string): Promise<SourceHealth>
  reconciliation(workspaceId: string, from: string, to: string): Promise<ReconciliationHour[]>
  queues(workspaceId: string | null): Promise<QueueStatus[]>
  /** Newest first. */
  deadLetters(
    workspaceId: string,
    request: { filter: DeadLetterFilter; after: DeadLetterPlace | null; rowsMax: number },
  ): Promise<DeadLetterPage>
  stops(workspaceId: string): Promise<Stops>
  /** Newest first; one by its id. */
  replays(workspaceId: string, replayId: string | null): Promise<ReplayView[]>
  /** Of these subjects and those linked to them, up to a moment, oldest first. */
  consentRecords(workspaceId: string, subjectKeys: string[], at: string): Promise<ConsentRecordView[]>
}

/** Null = the destination has no queue. */
export interface HealthChange {
  before: QueueState | null
  after: QueueState | null
}

export interface WorkerStore {
  /** The database's own clock, in ms since 1970. */
  timeMs(): Promise<number>
  /** Counts up; a worker whose counter stands still is dead to the others. */
  heartbeat(workerId: string): Promise<{ workerId: string; counter: number }[]>
  lease(options: {
    workerId: string
    destinationsMax: number
    perDestinationMax: number
    now: string
    /** Destinations this worker already has its fill of: one that hangs must not take every slot. */
    exceptDestinations: string[]
  }): Promise<Lease[]>
  check(request: {
    workspaceId: string
    destinationId: string
    subjectKeys: string[]
    leased: { eventId: string; receivedAt: string; signals: number }[]
  }): Promise<SendCheck>
  /** False when the lease is no longer ours: nothing was changed. */
  finish(leaseId: string, records: FinishRecord[]): Promise<boolean>
  /** Puts the work of the named dead workers back into the queue. Returns how many rows. */
  reclaim(workerIds: string[]): Promise<number>
  pause(destinationId: string, workspaceId: string, reason: string): Promise<void>
  setCaps(lease: Lease, caps: Caps): Promise<void>
  /** When the next request may start, or that it would be later than the horizon. */
  takeTurn(lease: Lease, requestsPerSecond: number, horizonMs: number): Promise<{ waitMs: number; granted: boolean }>
  /** Feeds the breaker of the lease's destination. Jitter is 0–1. */
  reportHealth(lease: Lease, health: LeaseHealth, jitter: number): Promise<HealthChange>
  /** Repairs due_at of destinations whose queue and due time disagree. */
  sweep(now: string): Promise<number>
}

/** What waits for an answer of the person; wiping it is the business of whoever records the refusal. */
export interface HoldStore {
  /** Ends holds whose time is up and hands out those whose device has chosen, for ten seconds each. */
  due(holdsMax: number): Promise<{ expired: number; holds: DueHold[] }>
  /** False when somebody was faster – a denial, its end, another worker: nothing was changed. */
  settle(settled: SettledHold): Promise<boolean>
}

/** Names one destination's token. `fingerprint` is of the configured credentials: others start anew. */
export interface TokenKey {
  workspaceId: string
  destinationId: string
  fingerprint: string
  configVersion: number
}

/** What a claim found. `accessSealed` outside `valid`: the token is due for renewal and still good. */
export type TokenClaim =
  | { state: 'valid'; accessSealed: string; renewAt: string }
  /** The caller renews, and ends it by `keep` or `fail`. */
  | { state: 'claimed'; accessSealed: string | null; refreshSealed: string | null }
  | { state: 'busy'; accessSealed: string | null }
  | { state: 'failed'; kind: 'refused' | 'unavailable'; code: string; accessSealed: string | null }
  /** Somebody works with a newer configuration. */
  | { state: 'outdated' }

export interface TokenStore {
  claim(
    request: TokenKey & { holder: string; now: string; holdSeconds: number; spoiled: string | null },
  ): Promise<TokenClaim>
  /** False = held no more, nothing was changed. */
  keep(
    token: Pick<TokenKey, 'workspaceId' | 'destinationId'> & {
      holder: string
      accessSealed: string
      /** Null = the vendor did not rotate it. */
      refreshSealed: string | null
      renewAt: string
      expiresAt: string
    },
  ): Promise<boolean>
  fail(
    failure: Pick<TokenKey, 'workspaceId' | 'destinationId'> & {
      holder: string
      kind: 'refused' | 'unavailable'
      code: string
      restSeconds: number
    },
  ): Promise<boolean>
}

export interface LeasedRef {
  eventId: string
  receivedAt: string
  run: number
}

/** A request that a vendor accepted and answers for later. */
export interface KeptRequest {
  workspaceId: string
  destinationId: string
  requestId: string
  deliveries: LeasedRef[]
  purposes: string[]
  dueAt: string
  /** Then it is given up. */
  endsAt: string
}

export interface FollowUp extends Pick<KeptRequest, 'workspaceId' | 'destinationId' | 'requestId' | 'endsAt'> {
  rows: number
  /** This one included. */
  asks: number
}

/** Lands on every delivery of the request that still waits for it. */
export interface FollowUpOutcome {
  state: 'delivered' | 'dead'
  reason: string
  /** Added to the attempt. */
  detail: string
}

type FollowUpKey = Pick<KeptRequest, 'workspaceId' | 'destinationId' | 'requestId'>

export interface FollowUpStore {
  keep(requests: KeptRequest[]): Promise<void>
  /** Held against other processes until postponed, settled or `holdSeconds` are over. */
  claim(options: { now: string; holdSeconds: number; rowsMax: number }): Promise<FollowUp[]>
  postpone(key: FollowUpKey, until: string): Promise<void>
  /** How many deliveries it landed on. */
  settle(key: FollowUpKey, outcome: FollowUpOutcome): Promise<number>
}

export interface MaintainStore {
  ensurePartitions(from: Date, daysAhead: number): Promise<void>
  purge(now: Date): Promise<{ partitionsDropped: string[]; rowsDeleted: number }>
  /** Erasure of what a person consented to; a denial stays as a keyed hash. */
  eraseConsent(workspaceId: string, subjectKeys: string[]): Promise<void>
  partitionsAhead(now: Date): Promise<number>
  /** Sealed parts of dead letters: a week old, or of a person who denied since. */
  forgetDeadParts(now: Date): Promise<number>
  /** Destinations that lease nothing. */
  stopped(): Promise<{ workspaceId: string; destinationId: string; state: QueueState }[]>
  drain(workspaceId: string, destinationId: string): Promise<number>
  /** A removed one that is configured again. */
  readmit(workspaceId: string, destinationId: string): Promise<void>
  /** Ends by age what destinations that lease nothing keep waiting. Returns how many. */
  expireStopped(now: Date): Promise<number>
  oauthTokens(): Promise<{ workspaceId: string; destinationId: string }[]>
  forgetOAuthToken(workspaceId: string, destinationId: string): Promise<boolean>
}

/** What was decided and is not sealed, by workspace. */
export interface UnsealedWorkspace {
  workspaceId: string
  /** Leaves in base64, 32 bytes each. */
  days: { day: string; leaves: string }[]
  last: Seal | null
}

export interface UnsealedRound {
  fromWritten: number
  belowWritten: number
  workspaces: UnsealedWorkspace[]
}

export interface ReceiptStore {
  /** Below the oldest running transaction only. */
  unsealed(rowsMax: number): Promise<UnsealedRound>
  /** False: another sealer did it. */
  addSeals(round: { fromWritten: number; belowWritten: number; seals: Seal[] }): Promise<boolean>
  /** Days the next purge takes and no tombstone names yet. */
  daysToBury(now: Date): Promise<{ workspaceId: string; day: string; retentionDays: number }[]>
  buryDays(stones: Tombstone[]): Promise<void>
  leavesToErase(workspaceId: string, eventIds: string[]): Promise<string>
  /** False: one came in between or is not sealed; nothing was removed. */
  eraseDecisions(stone: Tombstone, eventIds: string[]): Promise<boolean>
}

export interface ReceiptReads {
  seals(workspaceId: string, afterN: number): Promise<SealView[]>
  rows(workspaceId: string, fromWritten: number, belowWritten: number): Promise<ReceiptRow[]>
  tombstones(workspaceId: string): Promise<Tombstone[]>
  sealedBelow(): Promise<number>
}

export interface ApiKeyRow {
  keyId: string
  workspaceId: string
  sourceId: string | null
  kind: 'write' | 'secret'
  scopes: string[]
  /** First characters, for people: `wk_4f9a`. */
  hint: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
}

export interface AuditEntry {
  actor: string
  action: string
  target: string
  /** Secrets masked before they get here. */
  before: JsonObject | null
  after: JsonObject | null
}

export interface ControlStore {
  /** Created on first use; throws UserError when another master key made this installation. */
  claimInstallation(masterKeyFingerprint: string): Promise<void>
  workspaces(): Promise<{ workspaceId: string; slug: string; region: string; version: number; keysVersion: number }[]>
  versions(workspaceIds: string[]): Promise<{ workspaceId: string; version: number; keysVersion: number }[]>
  snapshot(workspaceId: string, version?: number): Promise<Snapshot | null>
  /** Writes version `snapshot.version`; throws UserError('version_conflict') unless it is the current one + 1 (1 = create). One audit row in the same transaction. */
  commitSnapshot(snapshot: Snapshot, audit: AuditEntry): Promise<void>
  findKey(lookup: string): Promise<ApiKeyRow | null>
  keys(workspaceId: string): Promise<ApiKeyRow[]>
  insertKey(row: ApiKeyRow & { lookup: string; verifier: string }, audit: AuditEntry): Promise<void>
  revokeKey(workspaceId: string, keyId: string, at: string, audit: AuditEntry): Promise<boolean>
  /** For actions whose effect rests in a region (pause, suppress). */
  audit(workspaceId: string, entry: AuditEntry): Promise<void>
  auditTrail(workspaceId: string, limit: number): Promise<(AuditEntry & { at: string; configVersion: number | null })[]>
}

/** What ingest reads of control, over either transport. */
export type ControlReads = Pick<ControlStore, 'findKey' | 'snapshot' | 'versions'>

/** What control/ changes in a region. */
export interface RegionAdminStore {
  putHome(home: {
    workspaceId: string
    epoch: number
    state: 'active' | 'moving' | 'gone'
    retentionDays: number
    /** Absent = 3. */
    consentProofYears?: number
  }): Promise<void>
  suppress(workspaceId: string, subjectKeys: string[], reason: string): Promise<{ cancelled: number }>
  setQueueState(
    destinationId: string,
    workspaceId: string,
    state: 'runnable' | 'paused',
    reason: string | null,
  ): Promise<void>
  /** Null = of every workspace. */
  stopEgress(workspaceId: string | null, reason: string): Promise<void>
  resumeEgress(workspaceId: string | null): Promise<void>
  /** What waits for a destination that was removed is cancelled. Returns how many. */
  drain(workspaceId: string, destinationId: string): Promise<number>
  askReplay(workspaceId: string, request: ReplayRequest): Promise<ReplayView>
  /** Null: there is none that could be started. */
  startReplay(
    workspaceId: string,
    replayId: string,
    changes: { duplicates?: Duplicates | undefined; perSecond?: number | undefined },
  ): Promise<ReplayView | null>
  /** Null: there is none to stop. */
  stopReplay(workspaceId: string, replayId: string): Promise<ReplayView | null>
}
