import type { RouteConfig, Snapshot } from '../core/config.ts'
import { grantedByAll, stateForEvent } from '../core/consent/state-for-event.ts'
import { type Decision, isSkip } from '../core/decision.ts'
import { keptInputs } from '../core/decision-inputs.ts'
import { toDeliverable } from '../core/deliverable-event.ts'
import type { Event } from '../core/event.ts'
import type { Purpose } from '../core/purpose.ts'
import type { Signals } from '../core/signals.ts'
import { preflightOf } from '../destinations/ask-preflight.ts'
import { decideFor } from '../router/decide.ts'
import type { FactsLookup } from '../router/facts.ts'
import type { FinishRecord, LeasedDelivery, SendCheck } from '../supabase/queries/records.ts'
import { cancelOf, finishOfDecision, finishOfSkip, releaseOf, retryAfterBug } from './finish-record.ts'
import type { Outfit } from './outfit.ts'
import { readStoredEvent } from './read-stored-event.ts'
import { releaseReason } from './send-guard.ts'
import type { MadeDecision, Sendable } from './sendable.ts'

/** What a delivery is decided and built with: one configuration for the whole lease. */
export interface Bench {
  snapshot: Snapshot
  outfit: Outfit
  facts: FactsLookup
  now(): Date
  random(): number
  onBug(error: unknown, delivery: LeasedDelivery): void
}

export type Prepared = { sendable: Sendable } | { record: FinishRecord }

/** Decided again, then built. One event that cannot be read or mapped is our bug, not its neighbours' fate. */
export function prepareDelivery(delivery: LeasedDelivery, check: SendCheck, bench: Bench): Prepared {
  try {
    return prepare(delivery, check, bench)
  } catch (error) {
    bench.onBug(error, delivery)
    return { record: retryAfterBug(delivery, bench) }
  }
}

function prepare(delivery: LeasedDelivery, check: SendCheck, bench: Bench): Prepared {
  const wait = releaseReason({ delivery }, check)
  if (wait === 'destination_removed') return { record: cancelOf(delivery, wait) }
  if (wait !== null) {
    return { record: releaseOf(delivery, null, { reason: wait, dueAt: bench.now().toISOString() }) }
  }
  const { definition, settings, keys } = bench.outfit
  const opened = readStoredEvent(delivery, keys)
  const decision = decideAgain({ delivery, opened }, check, bench)
  if (decision.verdict !== 'deliver') return { record: finishOfDecision(delivery, decision) }
  const route = routeOf(decision, bench.snapshot)
  const event = toDeliverable({ ...opened, decision, facts: definition, settings, route })
  const { blocked } = preflightOf(definition, event, { settings, blockOn: bench.outfit.blockOn })
  if (blocked !== null) return { record: finishOfSkip(delivery, decision, blocked) }
  const payload = definition.toPayload(event, settings)
  if (isSkip(payload)) return { record: finishOfSkip(delivery, decision, payload) }
  return { sendable: { delivery, opened, decision, payload } }
}

/** The same `decide` as at ingest, with consent, suppressions and configuration as they are now. */
export function decideAgain(
  { delivery, opened }: Pick<Sendable, 'delivery' | 'opened'>,
  check: SendCheck,
  bench: Pick<Bench, 'snapshot' | 'facts' | 'now'>,
): MadeDecision {
  const { event, bundle, network } = opened
  const subjects = check.subjects.filter(({ subjectKey }) => delivery.event.subjectKeys.includes(subjectKey))
  const { signals } = delivery.event
  const available = { identity: bundle, network }
  const { snapshot, facts } = bench
  const state = stateForEvent(subjects, event, () => grantedBySignals(event, signals, snapshot))
  const input = { event, signals, snapshot, facts, state, now: bench.now(), available }
  return { ...decideFor(delivery.destinationId, input), signalsSeen: signals.length, ...keptInputs(state, available) }
}

function grantedBySignals(
  event: Event,
  signals: readonly Signals[],
  { policy, sources }: Snapshot,
): ReadonlySet<Purpose> {
  const source = sources.find(({ id }) => id === event.sourceId)
  return source === undefined ? new Set() : grantedByAll(signals, { event, policy, source })
}

function routeOf(decision: Decision, snapshot: Snapshot): RouteConfig {
  const route = snapshot.routes.find(({ id }) => id === decision.routeId)
  if (route === undefined) throw new Error('a decision to deliver names no route')
  return route
}
