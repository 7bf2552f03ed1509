import type { Snapshot, SourceConfig } from '../core/config.ts'
import { combineConsent, type EventConsent, refusedConsent } from '../core/consent/combine.ts'
import { ifGranted } from '../core/consent/hold.ts'
import { sensitiveBySource } from '../core/consent/sensitive.ts'
import type { Recipient } from '../core/consent/signal.ts'
import type { Decision, GateTrace } from '../core/decision.ts'
import type { AvailableIdentity } from '../core/destination-facts.ts'
import type { Event } from '../core/event.ts'
import { everyPurpose } from '../core/purpose.ts'
import type { Signals, SubjectState } from '../core/signals.ts'
import type { FactsLookup, KnownDestination } from './facts.ts'
import { type Gate, type GateAnswer, type GateContext, stop } from './gates/gate.ts'
import { gates } from './gates/gates.ts'
import { type Target, targetsOf } from './targets.ts'

export interface DecideInput {
  event: Event
  /** The event's own signals, first those of ingest, then those of stricter duplicates. */
  signals: readonly Signals[]
  snapshot: Snapshot
  facts: FactsLookup
  /** The ledger and suppressions as they are now, merged over the event's subjects. */
  state: SubjectState
  now: Date
  /** What identity is at hand; null on the first pass, before it is made. */
  available: AvailableIdentity | null
  /** Of the event only what a reduced one keeps is at hand: gates that read more are not asked. */
  reduced?: boolean
  /** At ingest alone: what is refused later was refused. */
  mayHold?: boolean
}

/**
 * Who may receive this event: one decision for each destination that a route of its source leads to, the disabled ones
 * too. Pure and total: the same input gives the same trace, and nothing a sender writes makes it throw.
 */
export function decide({ available, ...input }: DecideInput): Decision[] {
  return decider(input)(available)
}

/** Decides the same event with what identity there is, as often as asked; its consent is read once. */
export function decider(input: Omit<DecideInput, 'available'>): (available: DecideInput['available']) => Decision[] {
  const { event, snapshot } = input
  const source = snapshot.sources.find(({ id }) => id === event.sourceId)
  if (source === undefined) return () => []
  const consentFor = consentByRecipient(input, source)
  const asked = targetsOf(snapshot, source.id).map((target) => {
    const known = knownOf(input, target)
    return { target, source, known, consent: consentFor(known) }
  })
  return (available) => asked.map((asking) => decideTarget({ ...input, available }, asking))
}

/** For one delivery before it is sent. Always an answer: what lost its route since ingest is filtered. */
export function decideFor(destinationId: string, input: DecideInput): Decision {
  const found = decide(input).find((decision) => decision.destinationId === destinationId)
  return found ?? unrouted(destinationId, input)
}

/** Most recipients are no IAB vendors and share one answer. */
function consentByRecipient(
  input: Omit<DecideInput, 'available'>,
  source: SourceConfig,
): (known: KnownDestination | null) => EventConsent {
  const held = new Map<Recipient, EventConsent>()
  return (known) => {
    const recipient = recipientOf(known)
    const consent = held.get(recipient) ?? consentOf(input, source, recipient)
    held.set(recipient, consent)
    return consent
  }
}

const noVendor: Recipient = {}

function recipientOf(known: KnownDestination | null): Recipient {
  if (known === null) return noVendor
  return known.facts.iabVendorId === undefined && known.facts.tcfPurposes === undefined ? noVendor : known.facts
}

/** Signals come from a store and from strangers: what cannot be read is a refusal. */
function consentOf(input: Omit<DecideInput, 'available'>, source: SourceConfig, recipient: Recipient): EventConsent {
  const { event, signals, snapshot, state } = input
  const { jurisdiction, receivedAt } = event
  const { policy } = snapshot
  const place = { jurisdiction, source, receivedAt, recipient }
  const ledger = { choices: state.choices, ...(state.gpcSeenAt === undefined ? {} : { gpcSeenAt: state.gpcSeenAt }) }
  const sensitive = () => sensitiveBySource(source, event)
  return safely(() => combineConsent({ signals, ...ledger, policy, ...place, sensitive: sensitive() }), refusedConsent)
}

interface Asking {
  target: Target
  source: SourceConfig
  known: KnownDestination | null
  consent: EventConsent
}

function decideTarget(input: DecideInput, { target, source, known, consent }: Asking): Decision {
  const { destination, routes } = target
  const context: GateContext = { ...input, source, consent, destination, routes, known }
  const answers = askInTurn(context)
  const last = answers.findLast(({ answer }) => !answer.passed)
  const stopped = last !== undefined && !last.answer.passed ? { gate: last.gate.name, ...last.answer } : null
  return {
    destinationId: destination.id,
    routeId: routeIdOf(answers.map(({ answer }) => answer)) ?? routes[0].id,
    verdict: stopped?.verdict ?? 'deliver',
    mode: stopped === null && answers.some(({ answer }) => answer.passed && answer.mode) ? 'limited' : 'full',
    ...(consent.isSensitive ? { isSensitive: true } : {}),
    reason: stopped?.reason ?? 'ok',
    gate: stopped?.gate ?? null,
    trace: answers.map(toTrace),
    consent: consent.values,
    rule: ruleOf(consent),
    decidedAt: input.now.toISOString(),
    configVersion: input.snapshot.version,
    policyVersion: input.snapshot.policy.version,
  }
}

function ruleOf({ law }: EventConsent): string | null {
  return law.rule === null ? null : String(law.rule)
}

const gateFailed = stop('invalid', 'gate_failed', {})

interface Asked {
  gate: Gate
  answer: GateAnswer
}

function askInTurn(context: GateContext): Asked[] {
  const asked: Asked[] = []
  let asking = context
  for (const gate of gates) {
    if (gate.applies?.(asking) === false) continue
    if (asking.reduced === true && gate.readsWholeEvent === true) continue
    const answer = safely(() => gate.ask(asking), gateFailed)
    asked.push({ gate, answer })
    if (!answer.passed && answer.verdict !== 'held') break
    // Nothing is kept for an answer that would not let it go: the gates after consent have their say before it.
    if (!answer.passed) asking = ifHeldGranted(asking)
  }
  return asked
}

function ifHeldGranted(context: GateContext): GateContext {
  const { consent, source } = context
  return { ...context, consent: { ...consent, values: ifGranted(consent.values, source.holdForConsent) } }
}

function knownOf({ facts }: Pick<DecideInput, 'facts'>, { destination }: Target): KnownDestination | null {
  return safely(() => facts(destination), null)
}

/** A gate or a vendor's rule that throws is a bug of ours; the event does not leave on account of it. */
function safely<Value>(work: () => Value, fallback: Value): Value {
  try {
    return work()
  } catch {
    return fallback
  }
}

function routeIdOf(answers: GateAnswer[]): string | undefined {
  return answers.flatMap((answer) => (answer.passed && answer.routeId !== undefined ? [answer.routeId] : []))[0]
}

function toTrace({ gate, answer }: Asked): GateTrace {
  const { passed, inputs } = answer
  return { gate: gate.name, passed, reason: answer.passed ? 'ok' : answer.reason, inputs }
}

function unrouted(destinationId: string, { snapshot, now }: DecideInput): Decision {
  const inputs = { routed: false }
  return {
    destinationId,
    routeId: '',
    verdict: 'filtered',
    mode: 'full',
    reason: 'route_removed',
    gate: 'enabled',
    trace: [{ gate: 'enabled', passed: false, reason: 'route_removed', inputs }],
    consent: everyPurpose('unset'),
    rule: null,
    decidedAt: now.toISOString(),
    configVersion: snapshot.version,
    policyVersion: snapshot.policy.version,
  }
}
