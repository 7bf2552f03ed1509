import type { Snapshot } from '../core/config.ts'
import type { Decision } from '../core/decision.ts'
import type { Network } from '../core/event.ts'
import { emptyBundle, type IdentityBundle, type PlainFieldName } from '../core/identity/bundle.ts'
import { makeIdentity } from '../core/identity/make-identity.ts'
import type { SubjectState } from '../core/signals.ts'
import { decide } from '../router/decide.ts'
import type { FactsLookup } from '../router/facts.ts'
import { neededIdentity } from '../router/needs.ts'
import type { NormalisedEvent } from './normalise-event.ts'

export interface DecidingContext {
  snapshot: Snapshot
  facts: FactsLookup
  now: Date
}

export interface DecidedEvent extends NormalisedEvent {
  /** One a routed destination, disabled ones left out: those are not part of the fan-out. */
  decisions: Decision[]
  /** Only what permitted destinations need; the raw values are forgotten with the request. */
  bundle: IdentityBundle
  /** Plain fields by destination, to be sealed with its delivery. */
  plain: Record<string, PlainFieldName[]>
  kept: Network
}

/**
 * Two passes, both pure: the gates decide, identity is made for those that may receive, and the last gate checks that it
 * suffices.
 */
export function decideEvent(normalised: NormalisedEvent, context: DecidingContext, state: SubjectState): DecidedEvent {
  const { snapshot, facts, now } = context
  const { event } = normalised
  const input = { event, signals: [normalised.signals], snapshot, facts, state, now }
  const first = enabledOnly(decide({ ...input, available: null }))
  if (!first.some(isDelivered))
    return { ...normalised, decisions: first, bundle: emptyBundle, plain: {}, kept: noNetwork }
  const made = makeNeeded(normalised, first, context)
  const available = { identity: made.bundle, network: made.kept }
  const decisions = enabledOnly(decide({ ...input, available }))
  const isUnchanged = decisions.filter(isDelivered).length === first.filter(isDelivered).length
  return { ...normalised, decisions, ...(isUnchanged ? made : makeNeeded(normalised, decisions, context)) }
}

/** What ledger and suppressions can change: every verdict but those of the gates before them. */
export function dependsOnLedger(decisions: readonly Decision[]): boolean {
  return decisions.some(({ gate }) => gate === null || !beforeLedger.has(gate))
}

const beforeLedger: ReadonlySet<string> = new Set(['enabled', 'accepts', 'route_filter', 'egress_location'])

export function isDelivered({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'deliver'
}

const noNetwork: Network = { ip: null, userAgent: null }

function enabledOnly(decisions: Decision[]): Decision[] {
  return decisions.filter(({ gate }) => gate !== 'enabled')
}

function makeNeeded(normalised: NormalisedEvent, decisions: Decision[], { snapshot, facts }: DecidingContext) {
  const needs = neededIdentity(decisions, snapshot, facts)
  const { raw, phoneCountry, network } = normalised
  const plain = [...new Set(Object.values(needs.plain).flat())]
  return {
    bundle: makeIdentity({ raw, variants: needs.variants, plain, phoneCountry }),
    plain: needs.plain,
    kept: {
      ip: needs.network.ip ? network.ip : null,
      userAgent: needs.network.userAgent ? network.userAgent : null,
    },
  }
}
