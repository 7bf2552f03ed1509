import type { DestinationType, Snapshot } from '../core/config.ts'
import type { Decision } from '../core/decision.ts'
import { type DeliverableEvent, toDeliverable } from '../core/deliverable-event.ts'
import type { Event, Network } from '../core/event.ts'
import type { IdentityBundle } from '../core/identity/bundle.ts'
import { preflightOf } from '../destinations/ask-preflight.ts'
import type { Destination, PreflightWarning } from '../destinations/contract.ts'
import type { FactsLookup } from '../router/facts.ts'

export interface CheckedDecision extends Decision {
  /** What the vendor would take and then ignore. */
  warnings: readonly PreflightWarning[]
}

export interface CheckingContext {
  snapshot: Snapshot
  facts: FactsLookup
  destinationType(type: DestinationType): Destination | null
}

export interface CheckedParts {
  event: Event
  bundle: IdentityBundle
  network: Network
}

/** Asked after every gate passed, of the event as this destination would see it. */
export function checkPreflight(decision: Decision, parts: CheckedParts, context: CheckingContext): CheckedDecision {
  const deliverable = decision.verdict === 'deliver' ? deliverableFor(decision, parts, context) : null
  if (deliverable === null || deliverable.type.preflight === undefined) return { ...decision, warnings: [] }
  const { warnings, blocked } = preflightOf(deliverable.type, deliverable.event(), deliverable)
  if (blocked === null) return { ...decision, warnings }
  const { reason } = blocked
  const inputs = { codes: warnings.map(({ code }) => code) }
  const trace = [...decision.trace, { gate: 'preflight' as const, passed: false, reason, inputs }]
  return { ...decision, verdict: 'invalid', reason, gate: 'preflight', trace, warnings }
}

export interface Deliverable {
  type: Destination
  settings: unknown
  blockOn: readonly string[] | undefined
  /** Made when asked for: most types have nothing to check. */
  event(): DeliverableEvent
}

/** Exactly what the worker would build with, by the same function. */
export function deliverableFor(
  decision: Decision,
  { event, bundle, network }: CheckedParts,
  { snapshot, facts, destinationType }: CheckingContext,
): Deliverable | null {
  const configured = snapshot.destinations.find(({ id }) => id === decision.destinationId)
  const route = snapshot.routes.find(({ id }) => id === decision.routeId)
  const known = configured === undefined ? null : facts(configured)
  const type = configured === undefined ? null : destinationType(configured.type)
  if (configured === undefined || known === null || route === undefined || type === null) return null
  const { settings } = known
  return {
    type,
    settings,
    blockOn: configured.blockOn,
    event: () => toDeliverable({ event, bundle, network, decision, facts: known.facts, settings, route }),
  }
}
