import type { DecisionInputs } from '../../core/decision-inputs.ts'
import type { SubjectFacts } from '../../core/signals.ts'
import type { StoredEvent } from './records.ts'

/** Dead letters driven again (`redrive`), or stored events routed again (`replay`). */
export type ReplayKind = 'redrive' | 'replay'
export type ReplayState = 'previewing' | 'previewed' | 'running' | 'done' | 'stopped'
/** What was delivered already is left out, or sent again under the same event id. */
export type Duplicates = 'skip' | 'send'

/** Flat, so that steps add up: `events`, `reduced`, `send`, `duplicate`, `in_flight`, `queued`, `refused <verdict> <reason>`. */
export type ReplayCounts = Record<string, number>

export interface ReplayView {
  replayId: string
  kind: ReplayKind
  /** The run of the deliveries that a replay makes; null before its start, and for a redrive. */
  run: number | null
  state: ReplayState
  filter: Record<string, string | null>
  duplicates: Duplicates
  perSecond: number
  preview: ReplayCounts
  result: ReplayCounts
  askedBy: string
  askedAt: string
  previewedAt: string | null
  startedAt: string | null
  endedAt: string | null
}

/** The latest are shown. */
export const replaysMax = 50

export interface ReplayRequest {
  replayId: string
  kind: ReplayKind
  filter: Record<string, string | null>
  duplicates: Duplicates
  perSecond: number
  askedBy: string
}

/** In the hands of one worker until it is finished under its token. */
export interface ClaimedReplay {
  workspaceId: string
  replayId: string
  kind: ReplayKind
  run: number | null
  state: 'previewing' | 'running'
  filter: Record<string, string | null>
  duplicates: Duplicates
  perSecond: number
  token: string
}

export interface ReplayItem {
  event: StoredEvent
  pairs: {
    states: { destinationId: string; run: number; state: string; attempts: number }[]
    /** Destinations that ingest permitted, and those that the person's choice refused at any time. */
    permitted: string[]
    refused: string[]
    sealed: { destinationId: string; run: number; plainSealed: string }[]
  }
}

export interface ReplayPage {
  items: ReplayItem[]
  /** The dead letters meant, of a redrive. */
  dead: { eventId: string; destinationId: string; run: number }[]
  /** Events that are kept without what could be sent. */
  reduced: number
  subjects: SubjectFacts[]
  /** Handed back with the step, as it came. */
  place: Record<string, unknown> | null
  ended: boolean
}

/** One delivery to be queued, with the decision that permits it. */
export interface ReplaySend {
  eventId: string
  receivedAt: string
  destinationId: string
  /** Of a redrive: the dead one's. */
  run: number
  mode: 'full' | 'limited'
  reason: string
  configVersion: number
  policyVersion: number
  signalsSeen: number
  inputsId: string | null
  inputs: DecisionInputs | null
  consent: string
  rule: string | null
  decidedAt: string
  dueAt: string
  expiresAt: string
  purposes: string[]
  plainSealed: string | null
}

export interface ReplayStep {
  place: Record<string, unknown> | null
  ended: boolean
  /** When the next step may run. */
  dueAt: string
  counts: ReplayCounts
  sends: ReplaySend[]
}

export interface ReplayStore {
  /** The replay that is due first and that nobody works on; null = none. */
  claim(workerId: string, now: string): Promise<ClaimedReplay | null>
  /** Null: held no more. */
  page(token: string, rowsMax: number): Promise<ReplayPage | null>
  /** `not_held`: stopped or taken over; nothing was changed. */
  finish(token: string, step: ReplayStep): Promise<'open' | 'ended' | 'not_held'>
}
