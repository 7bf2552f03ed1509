import type { DestinationConfig, RouteConfig, Snapshot, SourceConfig } from '../../core/config.ts'
import type { EventConsent } from '../../core/consent/combine.ts'
import type { GateName, Skip, Verdict } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import type { SubjectState } from '../../core/signals.ts'
import type { KnownDestination } from '../facts.ts'

/** All a gate may look at. */
export interface GateContext {
  event: Event
  snapshot: Snapshot
  source: SourceConfig
  destination: DestinationConfig
  routes: readonly [RouteConfig, ...RouteConfig[]]
  /** Null: unknown type or unreadable settings. The accepts gate stops there. */
  known: KnownDestination | null
  consent: EventConsent
  state: SubjectState
  now: Date
  /** Null: identity is not made yet. */
  available: AvailableIdentity | null
  reduced?: boolean
  mayHold?: boolean
}

type Inputs = Record<string, unknown>

interface Passed {
  passed: true
  inputs: Inputs
  routeId?: string
  /** Absent = full. */
  mode?: 'limited'
}

export type GateAnswer =
  | Passed
  | { passed: false; inputs: Inputs; verdict: Exclude<Verdict, 'deliver'>; reason: string }

export interface Gate {
  name: GateName
  /** Looks at more of the event than a reduced one keeps. */
  readsWholeEvent?: true
  /** False: has no say on this pass and leaves no trace. */
  applies?(context: GateContext): boolean
  ask(context: GateContext): GateAnswer
}

export function pass(inputs: Inputs): Passed {
  return { passed: true, inputs }
}

export function stop(verdict: Exclude<Verdict, 'deliver'>, reason: string, inputs: Inputs): GateAnswer {
  return { passed: false, verdict, reason, inputs }
}

export function stopFor({ skip, reason }: Skip, inputs: Inputs): GateAnswer {
  return stop(skip, reason, inputs)
}

export const settingsInvalid = stop('invalid', 'settings_invalid', {})
