import type { Snapshot } from '../core/config.ts'
import { sentencesOf } from '../core/explain/sentences.ts'
import { summaryOf } from '../core/explain/summary.ts'
import type { Signals } from '../core/signals.ts'
import type { Recomputed, StoredDecision } from '../router/recompute.ts'
import type { DecisionView, EventView } from '../supabase/queries/ports.ts'
import { titleOf } from './explain-event.ts'
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
    destinations: [...ids].map((id) => presentDestination({ deps, view, snapshot, recomputed }, id)),
  }
}

interface Shown {
  deps: Pick<IngestDeps, 'facts'>
  view: EventView
  snapshot: Snapshot
  recomputed: RecomputedOf
}

function presentDestination({ deps, view, snapshot, recomputed }: Shown, destinationId: string) {
  const configured = snapshot.destinations.find(({ id }) => id === destinationId)
  const isHere = (row: { destinationId: string }) => row.destinationId === destinationId
  const runs = view.deliveries.filter(isHere).toSorted((a, b) => a.run - b.run)
  const latest = runs.at(-1)
  const filtered = view.filtered.find(isHere)
  const title = titleOf(deps, configured)
  const shown = { state: latest?.state ?? 'filtered', reason: latest?.reason ?? filtered?.reason ?? null }
  return {
    destinationId,
    slug: configured?.slug ?? null,
    type: configured?.type ?? null,
    ...shown,
    summary: summaryOf({ ...shown, title }, lastRefusal({ view, recomputed, title }, destinationId)),
    gate: gateOf(view, destinationId) ?? filtered?.gate ?? null,
    warnings: [...new Set(view.decisions.filter(isHere).flatMap(({ warnings }) => warnings ?? []))],
    ...(filtered === undefined ? {} : traceOf(recomputed(filteredDecision(view, filtered)), { title, view })),
    runs: runs.map(withoutDestination),
    decisions: view.decisions.filter(isHere).map((decision) => presentDecision(decision, { recomputed, title, view })),
    attempts: view.attempts.filter(isHere).map(withoutDestination),
  }
}

interface Telling {
  recomputed: RecomputedOf
  title: string
  view: EventView
}

function presentDecision(decision: DecisionView, telling: Telling) {
  const { destinationId: _, inputsId, consent, ...shown } = decision
  return { ...shown, ...traceOf(telling.recomputed(decision), telling) }
}

/** Recomputed, not remembered: `matches` says whether it comes out as it was stored. */
function traceOf(made: Recomputed | null, { title, view }: Pick<Telling, 'title' | 'view'>) {
  if (made === null) return { trace: null }
  const { decision, notAsked, matches } = made
  const sentences = sentencesOf({ title, decision, trace: decision.trace, signals: view.signals as Signals[] })
  return { sentences, trace: decision.trace, ...(notAsked.length === 0 ? {} : { notKept: notAsked }), matches }
}

/** What the last decision said, where it refused; with its trace, as it comes out today. */
function lastRefusal({ view, recomputed }: Telling, destinationId: string) {
  const filtered = view.filtered.find((entry) => entry.destinationId === destinationId)
  const own = view.decisions.findLast((decision) => decision.destinationId === destinationId)
  const last = own ?? (filtered === undefined ? undefined : filteredDecision(view, filtered))
  const made = last === undefined ? null : recomputed(last)
  if (last === undefined || made === null || made.matches !== true) return null
  return { decision: made.decision, trace: made.decision.trace, signals: view.signals as Signals[] }
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
