import type { EventConsent } from '../../core/consent/combine.ts'
import { isForAds } from '../../core/destination-facts.ts'
import { type Purpose, type PurposeValues, purposes } from '../../core/purpose.ts'
import type { KnownDestination } from '../facts.ts'
import { type Gate, type GateAnswer, type GateContext, pass, settingsInvalid, stop } from './gate.ts'
import { isRestrictedMode } from './restricted-mode.ts'

/** Every purpose of the type and of the destination must be granted; ad vendors need `sale_or_sharing` in the US on top. */
export const consentGate: Gate = {
  name: 'consent',
  ask: (context) => {
    if (context.known === null) return settingsInvalid
    const { consent, destination, known } = context
    const wanted = wantedOf(context, known)
    const inputs = traceOf(context, wanted)
    if (!consent.law.adopted) return stop('denied', 'policy_not_adopted', inputs)
    if (destination.necessary !== undefined) return necessary(context, known, inputs)
    // A destination without a purpose is one nobody can have agreed to (case 5).
    if (wanted.allOf.length + wanted.anyOf.length === 0) return stop('denied', 'no_purposes', inputs)
    return weigh(context, known, { wanted, inputs })
  },
}

interface Wanted {
  allOf: Purpose[]
  anyOf: readonly Purpose[]
  /** A person whose country is unknown may be in the US: a spoken refusal of sale or sharing binds there, too. */
  heedsSale: boolean
}

function wantedOf({ destination, event }: GateContext, { facts }: KnownDestination): Wanted {
  const wanted = new Set<Purpose>([...facts.purposes, ...destination.purposes])
  if (facts.sellsOrShares && event.jurisdiction.country === 'US') wanted.add('sale_or_sharing')
  return {
    allOf: purposes.filter((purpose) => wanted.has(purpose)),
    anyOf: destination.anyOf ?? [],
    heedsSale: facts.sellsOrShares && event.jurisdiction.country === null,
  }
}

/** Not gated by consent, and never a way around it for ads (case 43). */
function necessary(context: GateContext, known: KnownDestination, inputs: Record<string, unknown>): GateAnswer {
  const servesAds = isForAds(known.facts)
  return servesAds ? stop('denied', 'necessary_refused_for_ads', inputs) : passInMode(context, known, inputs)
}

function passInMode(context: GateContext, known: KnownDestination, inputs: Record<string, unknown>): GateAnswer {
  const isRestricted = isRestrictedMode(questionOf(context, known), 'granted')
  return isRestricted ? { ...pass(inputs), mode: 'limited' } : pass(inputs)
}

function questionOf({ consent, event, snapshot }: GateContext, { facts }: KnownDestination) {
  const { values, law, isSensitive } = consent
  return { facts, policy: snapshot.policy, place: event.jurisdiction, values, law, isSensitive }
}

function weigh(
  context: GateContext,
  known: KnownDestination,
  { wanted, inputs }: { wanted: Wanted; inputs: Record<string, unknown> },
): GateAnswer {
  const { consent } = context
  const { values, valuesBeforeOptOut } = consent
  const refused = refusedPurposes(wanted, values)
  if (refused.length === 0) return passInMode(context, known, inputs)
  const wasOpen = valuesBeforeOptOut !== null && refusedPurposes(wanted, valuesBeforeOptOut).length === 0
  if (wasOpen && isRestrictedMode(questionOf(context, known), 'opted_out')) return { ...pass(inputs), mode: 'limited' }
  if (isHeld(context, refused)) return stop('held', 'not_asked', inputs)
  return stop('denied', reasonOf(refused, consent), inputs)
}

/** Only of somebody whom nobody has asked yet, and only where all that lacks may wait for the answer of that device. */
function isHeld({ mayHold, reduced, source, consent, event }: GateContext, refused: Purpose[]): boolean {
  const { holdForConsent } = source
  if (mayHold !== true || holdForConsent === undefined || !consent.isUnasked) return false
  const hasDevice = reduced === true || event.anonymousId !== null
  const mayWait = (purpose: Purpose) => consent.values[purpose] === 'unset' && holdForConsent.purposes.includes(purpose)
  return hasDevice && refused.every(mayWait)
}

function refusedPurposes({ allOf, anyOf, heedsSale }: Wanted, values: PurposeValues): Purpose[] {
  const missing = allOf.filter((purpose) => values[purpose] !== 'granted')
  const hasNone = anyOf.length > 0 && anyOf.every((purpose) => values[purpose] !== 'granted')
  const sale: Purpose[] = heedsSale && values.sale_or_sharing === 'denied' ? ['sale_or_sharing'] : []
  return [...new Set([...missing, ...(hasNone ? anyOf : []), ...sale])]
}

/** A refusal says more than silence. */
function reasonOf(refused: Purpose[], { outcomes }: EventConsent): string {
  const denied = refused.find((purpose) => outcomes[purpose].value === 'denied')
  return outcomes[denied ?? (refused[0] as Purpose)].reason
}

function traceOf({ consent, destination, event, snapshot }: GateContext, { allOf, anyOf }: Wanted) {
  return {
    required: allOf,
    ...(anyOf.length === 0 ? {} : { anyOf }),
    ...(destination.necessary === undefined ? {} : { necessary: destination.necessary }),
    purposes: consent.outcomes,
    jurisdiction: event.jurisdiction,
    regime: consent.law.regime,
    policyRule: consent.law.rule,
    policyVersion: snapshot.policy.version,
    warnings: consent.warnings,
  }
}
