import type { PurposeValues } from './purpose.ts'

/** Gates in the order they are asked. The first that does not pass decides. */
export const gateNames = [
  'enabled',
  'accepts',
  'route_filter',
  'egress_location',
  'suppression',
  'consent',
  'age_window',
  'identity',
  /** Asked outside the router, of what the destination would see. */
  'preflight',
] as const
export type GateName = (typeof gateNames)[number]

export type Verdict = 'deliver' | 'held' | 'denied' | 'filtered' | 'suppressed' | 'invalid' | 'expired'

/** `hold`: what ended a hold – the person's choice, or that none came. */
export type DecisionStage = 'ingest' | 'hold' | 'send' | 'replay'

export interface GateTrace {
  gate: GateName
  passed: boolean
  /** Machine-readable, snake_case: `no_grant`, `gpc`, `consent_withdrawn` … `ok` when passed. */
  reason: string
  /** What the gate looked at; never a raw personal field. */
  inputs: Record<string, unknown>
}

export interface Decision {
  destinationId: string
  routeId: string
  verdict: Verdict
  mode: 'full' | 'limited'
  /** A minor, a sensitive product: what was looked at goes to nobody (consent.md case 36). */
  isSensitive?: true
  reason: string
  /** The gate that decided; null = all passed. */
  gate: GateName | null
  trace: GateTrace[]
  /** The purposes as they came out for this event, for the vendor's own consent fields and for stripping by field class. */
  consent: PurposeValues
  /** The policy's rule for the person's place; null = none, the strictest applied. */
  rule: string | null
  /** The `now` it was made with, ISO. */
  decidedAt: string
  configVersion: number
  policyVersion: number
}

/** A skip is an expected outcome, not an error. */
export interface Skip {
  skip: 'filtered' | 'invalid' | 'expired'
  reason: string
}

export function skip(kind: Skip['skip'], reason: string): Skip {
  return { skip: kind, reason }
}

export function isSkip(value: unknown): value is Skip {
  return typeof value === 'object' && value !== null && 'skip' in value
}

export const inFlightStates = ['queued', 'leased', 'held'] as const
export const terminalStates = [
  'delivered',
  'denied',
  'filtered',
  'suppressed',
  'invalid',
  'expired',
  'cancelled',
  'dead',
] as const
export type DeliveryState = (typeof inFlightStates)[number] | (typeof terminalStates)[number]
