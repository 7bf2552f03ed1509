import type { Snapshot } from '../core/config.ts'
import type { EventView } from '../supabase/queries/ports.ts'

/** A stored event for people: one entry a destination, with why, what was tried and every decision in order. */
export function presentEvent(view: EventView, snapshot: Snapshot) {
  const { filtered, deliveries, decisions, attempts, body, ...stored } = view
  const ids = new Set([...deliveries.map(({ destinationId }) => destinationId), ...filtered.map(idOf)])
  return {
    state: 'stored',
    ...stored,
    event: body,
    destinations: [...ids].map((destinationId) => presentDestination(view, snapshot, destinationId)),
  }
}

function presentDestination(view: EventView, snapshot: Snapshot, destinationId: string) {
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
    runs: runs.map(withoutDestination),
    decisions: view.decisions.filter(isHere).map(withoutDestination),
    attempts: view.attempts.filter(isHere).map(withoutDestination),
  }
}

function gateOf(view: EventView, destinationId: string): string | null {
  return view.decisions.findLast((decision) => decision.destinationId === destinationId)?.gate ?? null
}

function idOf({ destinationId }: { destinationId: string }): string {
  return destinationId
}

function withoutDestination<Row extends { destinationId: string }>({ destinationId: _, ...row }: Row) {
  return row
}
