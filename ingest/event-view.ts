import type { Snapshot } from '../core/config.ts'
import type { Recomputed, StoredDecision } from '../router/recompute.ts'
import type { DecisionView, EventView } from '../supabase/queries/ports.ts'
import type { IngestDeps } from './ports.ts'
import { filteredDecision, type RecomputedOf, recomputeDecisions } from './recompute-decisions.ts'

/** A stored event for people: one entry a destination, with why, what was tried and every decision in order. */
export async function presentEvent(deps: Pick<IngestDeps, 'facts' | 'snapshots'>, snapshot: Snapshot, view: EventView) {
  const {
    filtered,
    deliveries,
    decisions,
    attempts,
    body,
    signalsIds,
    inputs,
    configVersion,
    policyVersion,
    ...stored
  } = view
  const ids = new Set([...deliveries.map(({ destinationId }) => destinationId), ...filtered.map(idOf)])
  const recomputed = await recomputeDecisions(deps, snapshot.workspaceId, view)
  return {
    state: 'stored',
    ...stored,
    event: body,
    destinations: [...ids].map((destinationId) => presentDestination({ view, snapshot, recomputed }, destinationId)),
  }
}

interface Shown {
  view: EventView
  snapshot: Snapshot
  recomputed: RecomputedOf
}

function presentDestination({ view, snapshot, recomputed }: Shown, destinationId: string) {
  const configured = snapshot.destinations.find(({ id }) => id === destinationId)
  const isHere = (row: { destinationId: string }) => row.destinationId === destinationId
  const runs = view.deliveries.filter(isHere).toSorted((a, b) => a.run - b.run)
  const latest = runs.at(-1)
  const filtered = view.filtered.find(isHere)
  return {
    destinationId,
    slug: configured?.slug ?? null,
    type: configured?.type ?? null,
    state: latest?.state ?? 'filtered',
    reason: latest?.reason ?? filtered?.reason ?? null,
    gate: gateOf(view, destinationId) ?? filtered?.gate ?? null,
    warnings: [...new Set(view.decisions.filter(isHere).flatMap(({ warnings }) => warnings ?? []))],
    ...(filtered === undefined ? {} : traceOf(recomputed(filteredDecision(view, filtered)))),
    runs: runs.map(withoutDestination),
    decisions: view.decisions.filter(isHere).map((decision) => presentDecision(decision, recomputed)),
    attempts: view.attempts.filter(isHere).map(withoutDestination),
  }
}

function presentDecision(decision: DecisionView, recomputed: RecomputedOf) {
  const { destinationId: _, inputsId, consent, ...shown } = decision
  return { ...shown, ...traceOf(recomputed(decision)) }
}

/** Recomputed, not remembered: `matches` says whether it comes out as it was stored. */
function traceOf(made: Recomputed | null) {
  if (made === null) return { trace: null }
  const { decision, notAsked, matches } = made
  return { trace: decision.trace, ...(notAsked.length === 0 ? {} : { notKept: notAsked }), matches }
}

function gateOf(view: EventView, destinationId: string): string | null {
  return view.decisions.findLast((decision) => decision.destinationId === destinationId)?.gate ?? null
}

function idOf({ destinationId }: Pick<StoredDecision, 'destinationId'>): string {
  return destinationId
}

function withoutDestination<Row extends { destinationId: string }>({ destinationId: _, ...row }: Row) {
  return row
}
