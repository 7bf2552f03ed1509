import { performance } from 'node:perf_hooks'
import type { Snapshot } from '../../core/config.ts'
import type { KeyProvider } from '../../core/keyring.ts'
import { keysOf } from '../../core/keys-of-snapshot.ts'
import type { FactsLookup } from '../../router/facts.ts'
import type { ClaimedReplay, ReplayPage, ReplayStep, ReplayStore } from '../../supabase/queries/replay-records.ts'
import type { WorkerLog } from '../worker-log.ts'
import { decideReplay, type PermittedSend } from './decide-replay.ts'

export interface ReplayDeps {
  workerId: string
  store: ReplayStore
  snapshots: { current(workspaceId: string): Promise<Snapshot | null> }
  facts: FactsLookup
  keyProvider: KeyProvider
  now(): Date
  log: WorkerLog
}

/** A preview sends nothing and is bound by no pace. */
const previewedAtOnce = 500
/** What a stop can no longer take back is one step: about so much of time, in a page worth its query. */
const secondsAhead = 5
const takenUpAtOnceMin = 20
const takenUpAtOnceMax = 200
/** The next step of whichever replay is due. False: none is, or nobody can decide now. */
export async function replayStep(deps: ReplayDeps): Promise<boolean> {
  const startedMs = performance.now()
  const claimed = await deps.store.claim(deps.workerId, deps.now().toISOString())
  if (claimed === null) return false
  const snapshot = await deps.snapshots.current(claimed.workspaceId).catch(() => null)
  if (snapshot === null) return false
  const page = await deps.store.page(claimed.token, rowsOf(claimed))
  if (page === null) return true
  const step = stepOf(claimed, page, { snapshot, deps })
  const outcome = await deps.store.finish(claimed.token, step)
  const { workspaceId, replayId, kind, state } = claimed
  const durationMs = Math.round(performance.now() - startedMs)
  deps.log.info({ workspaceId, replayId, kind, state, ...step.counts, outcome, durationMs }, 'replay.stepped')
  return true
}

function stepOf(
  claimed: ClaimedReplay,
  page: ReplayPage,
  { snapshot, deps }: { snapshot: Snapshot; deps: ReplayDeps },
): ReplayStep {
  const { place, ended } = page
  const now = deps.now()
  const { sends, counts } = decideReplay(claimed, page, {
    snapshot,
    facts: deps.facts,
    keys: keysOf(snapshot, deps.keyProvider),
    now: () => now,
    onBug: (error, eventId) => deps.log.error({ err: error, eventId, replayId: claimed.replayId }, 'replay.bug'),
  })
  if (claimed.state === 'previewing') return { place, ended, dueAt: now.toISOString(), counts, sends: [] }
  return { place, ended, counts, ...paced(sends, claimed.perSecond, now) }
}

function rowsOf({ state, perSecond }: ClaimedReplay): number {
  return state === 'previewing' ? previewedAtOnce : clamp(perSecond * secondsAhead, takenUpAtOnceMin, takenUpAtOnceMax)
}

/** Spread over the time they may take; the next step comes when the last of them is due. */
function paced(sends: PermittedSend[], perSecond: number, now: Date): Pick<ReplayStep, 'dueAt' | 'sends'> {
  const at = (index: number): string => new Date(now.getTime() + (index * 1_000) / perSecond).toISOString()
  return { sends: sends.map((send, index) => ({ ...send, dueAt: at(index) })), dueAt: at(sends.length) }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
