import type { Snapshot } from '../core/config.ts'
import { isSkip } from '../core/decision.ts'
import { availableOf, type DecisionInputs } from '../core/decision-inputs.ts'
import type { Event } from '../core/event.ts'
import { emptyBundle } from '../core/identity/bundle.ts'
import { type DeadSelection, momentOf } from '../core/replay-selection.ts'
import { recompute } from '../router/recompute.ts'
import type { DeadLetterFilter, DecisionView, EventView } from '../supabase/queries/ports.ts'
import { deliverableFor } from './check-preflight.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal } from './refusal.ts'

/** With ids for slugs. Throws a Refusal for a destination that the workspace has not. */
export function filterOf(selection: DeadSelection, snapshot: Snapshot): DeadLetterFilter {
  const { event, destination, reason, name, from, to } = selection
  return {
    eventId: event ?? null,
    destinationId: destination === undefined ? null : destinationNamed(destination, snapshot),
    reason: reason ?? null,
    name: name ?? null,
    from: momentOf(from),
    to: momentOf(to),
  }
}

export function destinationNamed(named: string, { destinations }: Snapshot): string {
  const found = destinations.find(({ id, slug }) => id === named.toLowerCase() || slug === named)
  if (found === undefined) throw new Refusal(400, 'unknown_destination', 'this workspace has no such destination')
  return found.id
}

type ShapeDeps = Pick<IngestDeps, 'facts' | 'destinationType'>

/**
 * The requests that today's settings would make of a dead letter: path, fields and what is not of a person as they would
 * be sent, every identifier as the word `kept` in its place. Null: it would not be sent, or its decision is not there.
 */
export function requestShape(
  deps: ShapeDeps,
  { view, snapshot, decision: stored }: { view: EventView; snapshot: Snapshot; decision: DecisionView | undefined },
) {
  if (stored === undefined || view.reduced) return null
  const { facts } = deps
  const { workspaceId } = snapshot
  const made = recompute(stored, { ...view, workspaceId }, { snapshot, facts })
  if (made === null || made.decision.verdict !== 'deliver') return null
  const event = view.body as unknown as Event
  const parts = { event, ...identityOf(view, stored) }
  const deliverable = deliverableFor(made.decision, parts, { ...deps, snapshot })
  if (deliverable === null) return null
  const { type, settings } = deliverable
  try {
    const payload = type.toPayload(deliverable.event(), settings)
    return isSkip(payload) ? null : type.preview([payload], settings)
  } catch {
    // A stand-in that a vendor's own formatting cannot take.
    return null
  }
}

function identityOf({ inputs }: EventView, { inputsId }: DecisionView) {
  const kept = inputsId === null ? undefined : (inputs[inputsId] as unknown as DecisionInputs | undefined)
  const available = kept?.available ? availableOf(kept.available) : null
  return {
    bundle: available?.identity ?? emptyBundle,
    network: available?.network ?? { ip: null, userAgent: null },
  }
}
