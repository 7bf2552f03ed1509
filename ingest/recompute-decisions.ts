import type { Snapshot } from '../core/config.ts'
import { type Recomputed, recompute, type StoredDecision } from '../router/recompute.ts'
import type { EventView } from '../supabase/queries/ports.ts'
import type { IngestDeps } from './ports.ts'

export type RecomputedOf = (decision: StoredDecision) => Recomputed | null

/** Every decision of a stored event made again, each under the configuration it was made with. */
export async function recomputeDecisions(
  deps: Pick<IngestDeps, 'facts' | 'snapshots'>,
  workspaceId: string,
  view: EventView,
): Promise<RecomputedOf> {
  const versions = new Set([view.configVersion, ...view.decisions.map(({ configVersion }) => configVersion)])
  const snapshots = new Map<number, Snapshot | null>()
  for (const version of versions) snapshots.set(version, await deps.snapshots.version(workspaceId, version))
  return (decision) => {
    const snapshot = snapshots.get(decision.configVersion) ?? null
    return snapshot === null ? null : recompute(decision, { ...view, workspaceId }, { snapshot, facts: deps.facts })
  }
}

/** A filtered pair has no row of its own: it was decided at ingest, before ledger and identity had a say. */
export function filteredDecision(
  view: EventView,
  { destinationId, reason, gate }: EventView['filtered'][number],
): StoredDecision {
  return {
    destinationId,
    stage: 'ingest',
    verdict: 'filtered',
    mode: 'full',
    reason,
    gate,
    configVersion: view.configVersion,
    policyVersion: view.policyVersion,
    signalsId: view.signalsIds[0] ?? '',
    inputsId: null,
    jurisdiction: null,
    decidedAt: view.receivedAt,
  }
}
