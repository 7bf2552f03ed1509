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
  const telling = { title: titleOf(deps, configured), signals: view.signals as Signals[] }
  const decided = view.decisions.filter(isHere).map((decision) => ({ decision, made: recomputed(decision) }))
  const atDoor = filtered === undefined ? null : recomputed(filteredDecision(view, filtered))
  const last = decided.at(-1)
  const shown = { state: latest?.state ?? 'filtered', reason: latest?.reason ?? filtered?.reason ?? null }
  return {
    destinationId,
    slug: configured?.slug ?? null,
    type: configured?.type ?? null,
    ...shown,
    summary: summaryOf(
      { ...shown, title: telling.title, since: last?.decision.decidedAt ?? null },
      refusalIn(last === undefined ? atDoor : last.made, telling),
    ),
    gate: last?.decision.gate ?? filtered?.gate ?? null,
    warnings: [...new Set(decided.flatMap(({ decision }) => decision.warnings ?? []))],
    ...(filtered === undefined ? {} : traceOf(atDoor, telling)),
    runs: runs.map(withoutDestination),
    decisions: decided.map((one) => presentDecision(one, telling)),
    attempts: view.attempts.filter(isHere).map(withoutDestination),
  }
}

interface Telling {
  title: string
  signals: readonly Signals[]
}

function presentDecision({ decision, made }: { decision: DecisionView; made: Recomputed | null }, telling: Telling) {
  const { destinationId: _, inputsId, consent, ...shown } = decision
  return { ...shown, ...traceOf(made, telling) }
}

/** Recomputed, not remembered: `matches` says whether it comes out as it was stored. */
function traceOf(made: Recomputed | null, telling: Telling) {
  if (made === null) return { trace: null }
  const { decision, notAsked, matches } = made
  const sentences = sentencesOf({ ...telling, decision, trace: decision.trace })
  return { sentences, trace: decision.trace, ...(notAsked.length === 0 ? {} : { notKept: notAsked }), matches }
}

/** What the last decision said, with its trace, where it comes out today as it was stored. */
function refusalIn(made: Recomputed | null, { signals }: Telling) {
  return made?.matches === true ? { decision: made.decision, trace: made.decision.trace, signals } : null
}

function idOf({ destinationId }: Pick<StoredDecision, 'destinationId'>): string {
  return destinationId
}

function withoutDestination<Row extends { destinationId: string }>({ destinationId: _, ...row }: Row) {
  return row
}
