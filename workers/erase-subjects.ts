import type { WorkspaceKeys } from '../core/keyring.ts'
import { erasureReason } from '../core/receipts/seal.ts'
import { findSubjectEvents } from '../supabase/queries/find-subject-events.ts'
import type { MaintainStore } from '../supabase/queries/ports.ts'
import type { ErasureStore } from '../supabase/queries/subject-ports.ts'
import { type BuryDeps, eraseDecisions } from './receipts/bury.ts'
import { type SealingDeps, sealDecisions } from './receipts/seal-decisions.ts'

export interface EraseDeps {
  erasure: ErasureStore
  store: Pick<MaintainStore, 'eraseConsent'>
  receipts: BuryDeps & SealingDeps
  /** Null while control is away: the refused of a workspace are found with its key alone. */
  keysOf(workspaceId: string): Promise<WorkspaceKeys | null>
  now(): Date
}

type Erasure = Awaited<ReturnType<ErasureStore['openErasures']>>[number]

/** Carries out what was asked for. Answers how many requests are done; what is not yet possible is tried again next time. */
export async function eraseSubjects(deps: EraseDeps): Promise<number> {
  let completed = 0
  for (const erasure of await deps.erasure.openErasures()) {
    if (await eraseSubject(deps, erasure)) completed += 1
  }
  return completed
}

async function eraseSubject(deps: EraseDeps, { workspaceId, requestId, subjectKeys }: Erasure): Promise<boolean> {
  const keys = await deps.keysOf(workspaceId)
  if (keys === null) return false
  const eventIds = await findSubjectEvents(deps.erasure, { workspaceId, keys, subjectKeys })
  const erased = await eraseEvents(deps, { workspaceId, requestId, eventIds })
  if (erased < eventIds.length) return false
  await deps.store.eraseConsent(workspaceId, subjectKeys)
  const at = deps.now().toISOString()
  return deps.erasure.complete({ workspaceId, requestId, at, outcome: { events: erased } })
}

const eventsAtOnce = 200

interface Going {
  workspaceId: string
  requestId: string
  eventIds: string[]
}

/** The decisions first, under a tombstone: an event without them is what a round that broke off leaves. */
async function eraseEvents(deps: EraseDeps, { workspaceId, requestId, eventIds }: Going): Promise<number> {
  let erased = 0
  for (let at = 0; at < eventIds.length; at += eventsAtOnce) {
    const some = eventIds.slice(at, at + eventsAtOnce)
    // What was decided since the last seal could not be named by a tombstone.
    await sealDecisions(deps.receipts)
    await eraseDecisions(deps.receipts, { workspaceId, eventIds: some, reason: erasureReason(requestId) })
    erased += await deps.erasure.eraseEvents(workspaceId, some)
  }
  return erased
}
