import type { Snapshot } from '../core/config.ts'
import type { Decision, DecisionStage, GateName } from '../core/decision.ts'
import { availableOf, consentLetters, type DecisionInputs } from '../core/decision-inputs.ts'
import type { Event, Jurisdiction } from '../core/event.ts'
import { noSubjectState, type Signals } from '../core/signals.ts'
import { silentEvent } from '../core/silent-event.ts'
import { decideFor } from './decide.ts'
import type { FactsLookup } from './facts.ts'
import { gates } from './gates/gates.ts'

/** As much of a stored decision as it is made again from. */
export interface StoredDecision {
  destinationId: string
  stage: DecisionStage
  verdict: Decision['verdict']
  mode: Decision['mode']
  reason: string
  gate: string | null
  configVersion: number
  policyVersion: number
  signalsId: string
  inputsId: string | null
  /** A repeat's own, where it tightened. */
  jurisdiction: Jurisdiction | null
  /** Null: a person's act ended the delivery and nothing was computed. Absent: a filtered pair, which keeps neither. */
  consent?: string | null
  rule?: string | null
  decidedAt: string
}

export interface StoredFacts {
  workspaceId: string
  eventId: string
  sourceId: string
  receivedAt: string
  occurredAt: string
  reduced: boolean
  /** The Event as it was, or what a reduced one keeps of it. */
  body: Record<string, unknown>
  signalsIds: readonly string[]
  /** Signals and other inputs by id. */
  inputs: Record<string, unknown>
}

export interface Recomputed {
  decision: Decision
  /** Of a reduced event: gates that read what was not kept. */
  notAsked: GateName[]
  /** Whether it is what was stored; null = it stopped at a gate that cannot be asked any more. */
  matches: boolean | null
}

/** The decision made again from what rests. Null: it was not computed, or its inputs are not there. */
export function recompute(
  stored: StoredDecision,
  facts: StoredFacts,
  world: { snapshot: Snapshot; facts: FactsLookup },
): Recomputed | null {
  if (stored.consent === null) return null
  const signals = signalsOf(stored, facts)
  const inputs = inputsOf(stored, facts)
  if (signals === null || inputs === null) return null
  const decision = decideFor(stored.destinationId, {
    ...world,
    event: eventOf(stored, facts),
    signals,
    state: inputs.state,
    available: inputs.available === null ? null : availableOf(inputs.available),
    now: new Date(stored.decidedAt),
    reduced: facts.reduced,
    mayHold: stored.stage === 'ingest',
  })
  const notAsked = facts.reduced ? wholeEventGates : []
  return { decision, notAsked, matches: matchesStored(decision, stored, notAsked) }
}

const wholeEventGates = gates.flatMap(({ name, readsWholeEvent }) => (readsWholeEvent === true ? [name] : []))

/** Ingest saw what came with the request, a worker all that was gathered by then. */
function signalsOf({ stage, signalsId }: StoredDecision, { signalsIds, inputs }: StoredFacts): Signals[] | null {
  const seen = stage === 'ingest' ? [signalsId] : signalsIds.slice(0, signalsIds.indexOf(signalsId) + 1)
  const found = seen.map((id) => inputs[id])
  return found.length === 0 || found.includes(undefined) ? null : (found as Signals[])
}

const nothingMore: DecisionInputs = { state: noSubjectState, available: null }

function inputsOf({ inputsId }: StoredDecision, { inputs }: StoredFacts): DecisionInputs | null {
  return inputsId === null ? nothingMore : ((inputs[inputsId] as DecisionInputs | undefined) ?? null)
}

/** Of a reduced event only gates are asked that do not read what it is silent on. At ingest it was as old as the request that brought it, also where that was a repeat. */
function eventOf({ stage, jurisdiction, decidedAt }: StoredDecision, facts: StoredFacts): Event {
  const event = { ...silentEvent, ...facts.body, ...idsOf(facts) } as Event
  const receivedAt = stage === 'ingest' ? decidedAt : facts.receivedAt
  return { ...event, receivedAt, jurisdiction: jurisdiction ?? event.jurisdiction }
}

function idsOf({ workspaceId, eventId, sourceId, occurredAt, reduced }: StoredFacts): Partial<Event> {
  return reduced ? { workspaceId, eventId, sourceId, occurredAt } : {}
}

function matchesStored(made: Decision, stored: StoredDecision, notAsked: readonly GateName[]): boolean | null {
  // Preflight is asked outside the router, by the vendor's own check.
  if (stored.gate === 'preflight' || notAsked.some((gate) => gate === stored.gate)) return null
  const fields = ['verdict', 'mode', 'reason', 'gate', 'configVersion', 'policyVersion'] as const
  const isConsentSame =
    stored.consent === undefined || (consentLetters(made.consent) === stored.consent && made.rule === stored.rule)
  return isConsentSame && fields.every((field) => made[field] === stored[field])
}
