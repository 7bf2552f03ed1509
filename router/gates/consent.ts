import type { EventConsent } from '../../core/consent/combine.ts'
import type { Event } from '../../core/event.ts'
import { type Purpose, purposes } from '../../core/purpose.ts'
import type { KnownDestination } from '../facts.ts'
import { type Gate, type GateContext, pass, settingsInvalid, stop } from './gate.ts'

/** Every purpose of the type and of the destination must be granted; ad vendors need `sale_or_sharing` in the US on top. */
export const consentGate: Gate = {
  name: 'consent',
  ask: (context) => {
    if (context.known === null) return settingsInvalid
    const required = requiredPurposes(context, context.known)
    const refused = refusedPurposes(required, context)
    const inputs = traceOf(context, required)
    if (!context.consent.law.adopted) return stop('denied', 'policy_not_adopted', inputs)
    // A destination without a purpose is one nobody can have agreed to (case 5).
    if (required.length === 0) return stop('denied', 'no_purposes', inputs)
    return refused.length === 0 ? pass(inputs) : stop('denied', reasonOf(refused, context.consent), inputs)
  },
}

function requiredPurposes({ destination, event }: GateContext, { facts }: KnownDestination): Purpose[] {
  const wanted = new Set<Purpose>([...facts.purposes, ...destination.purposes])
  if (sellsInTheUs(event, facts.sellsOrShares)) wanted.add('sale_or_sharing')
  return purposes.filter((purpose) => wanted.has(purpose))
}

function sellsInTheUs({ jurisdiction }: Event, sellsOrShares: boolean): boolean {
  return sellsOrShares && jurisdiction.country === 'US'
}

/** A person whose country is unknown may be in the US: a spoken refusal of sale or sharing binds there, too. */
function refusedPurposes(required: Purpose[], { consent, event, known }: GateContext): Purpose[] {
  const missing = required.filter((purpose) => consent.values[purpose] !== 'granted')
  const mayBeSale = known?.facts.sellsOrShares === true && event.jurisdiction.country === null
  const refusesSale = mayBeSale && consent.values.sale_or_sharing === 'denied'
  return refusesSale && !missing.includes('sale_or_sharing') ? [...missing, 'sale_or_sharing'] : missing
}

/** A refusal says more than silence. */
function reasonOf(refused: Purpose[], { outcomes }: EventConsent): string {
  const denied = refused.find((purpose) => outcomes[purpose].value === 'denied')
  return outcomes[denied ?? (refused[0] as Purpose)].reason
}

function traceOf({ consent, event, snapshot }: GateContext, required: Purpose[]): Record<string, unknown> {
  return {
    required,
    purposes: consent.outcomes,
    jurisdiction: event.jurisdiction,
    regime: consent.law.regime,
    policyRule: consent.law.rule,
    policyVersion: snapshot.policy.version,
    warnings: consent.warnings,
  }
}
