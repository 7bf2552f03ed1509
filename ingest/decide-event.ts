import type { Snapshot } from '../core/config.ts'
import { ifGranted } from '../core/consent/hold.ts'
import type { Decision } from '../core/decision.ts'
import { type DecisionInputs, keptInputs } from '../core/decision-inputs.ts'
import type { Network } from '../core/event.ts'
import { emptyBundle, type IdentityBundle, type PlainFieldName } from '../core/identity/bundle.ts'
import { makeIdentity } from '../core/identity/make-identity.ts'
import type { SubjectState } from '../core/signals.ts'
import { decider } from '../router/decide.ts'
import type { FactsLookup } from '../router/facts.ts'
import { neededIdentity } from '../router/needs.ts'
import { type CheckedDecision, type CheckingContext, checkPreflight } from './check-preflight.ts'
import type { Fed } from './feed-ledger.ts'
import type { NormalisedEvent } from './normalise-event.ts'

export interface DecidingContext {
  snapshot: Snapshot
  facts: FactsLookup
  destinationType: CheckingContext['destinationType']
}

interface MadeIdentity {
  /** Only what permitted destinations need; the raw values are forgotten with the request. */
  bundle: IdentityBundle
  /** Plain fields by destination, to be sealed with its delivery. */
  plain: Record<string, PlainFieldName[]>
  kept: Network
}

export interface DecidedEvent extends NormalisedEvent, MadeIdentity {
  /** One a routed destination, disabled ones left out: those are not part of the fan-out. */
  decisions: CheckedDecision[]
  /** What those that wait for the person's answer would need on top, to be sealed with the hold; null = none waits. */
  held: MadeIdentity | null
  /** What it tells the ledger. */
  fed: Fed
  /** What the decisions were made with beside the event. */
  inputsId: string | null
  inputs: DecisionInputs | null
}

/**
 * Two passes, both pure: the gates decide, identity is made for those that may receive, and the last gate checks that it
 * suffices and the vendor's own check warns.
 */
export function decideEvent(
  normalised: NormalisedEvent,
  context: DecidingContext,
  { state, fed }: { state: SubjectState; fed: Fed },
): DecidedEvent {
  const { snapshot, facts } = context
  const { event } = normalised
  // The time of receipt and no later reading of the clock: it is stored with the event, so that all is recomputed by it.
  const now = new Date(event.receivedAt)
  const decideWith = decider({ event, signals: [normalised.signals], snapshot, facts, state, now, mayHold: true })
  const first = enabledOnly(decideWith(null))
  const wanted = first.filter((decision) => isDelivered(decision) || isHeld(decision))
  if (wanted.length === 0)
    return {
      ...normalised,
      fed,
      decisions: first.map(unchecked),
      ...nothingMade,
      held: null,
      ...keptInputs(state, null),
    }
  const made = makeNeeded(normalised, wanted, context)
  const available = { identity: made.bundle, network: made.kept }
  const parts = { event, bundle: made.bundle, network: made.kept }
  const decisions = enabledOnly(decideWith(available)).map((one) => checkPreflight(one, parts, context))
  const known = { ...normalised, fed, decisions, ...keptInputs(state, available) }
  const [delivered, held] = [decisions.filter(isDelivered), decisions.filter(isHeld)]
  const isUnchanged = delivered.length === wanted.length
  return {
    ...known,
    ...(isUnchanged ? made : makeNeeded(normalised, delivered, context)),
    held: held.length === 0 ? null : makeNeeded(normalised, held, context),
  }
}

/** What ledger and suppressions can change: every verdict but those of the gates before them. */
export function dependsOnLedger(decisions: readonly Decision[]): boolean {
  return decisions.some(({ gate }) => gate === null || !beforeLedger.has(gate))
}

const beforeLedger: ReadonlySet<string> = new Set(['enabled', 'accepts', 'route_filter', 'egress_location'])

export function isDelivered({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'deliver'
}

function isHeld({ verdict }: Pick<Decision, 'verdict'>): boolean {
  return verdict === 'held'
}

const nothingMade: MadeIdentity = {
  bundle: emptyBundle,
  plain: {},
  kept: { ip: null, userAgent: null },
}

function unchecked(decision: Decision): CheckedDecision {
  return { ...decision, warnings: [] }
}

function enabledOnly(decisions: Decision[]): Decision[] {
  return decisions.filter(({ gate }) => gate !== 'enabled')
}

function makeNeeded(
  normalised: NormalisedEvent,
  decisions: Decision[],
  { snapshot, facts }: DecidingContext,
): MadeIdentity {
  const source = snapshot.sources.find(({ id }) => id === normalised.event.sourceId)
  const asked = decisions.map((one) =>
    isHeld(one) ? { ...one, consent: ifGranted(one.consent, source?.holdForConsent) } : one,
  )
  const needs = neededIdentity(asked, snapshot, facts)
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
