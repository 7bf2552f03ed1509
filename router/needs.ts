import { type GrantedNeeds, grantedNeeds } from '../core/allowed-identity.ts'
import type { Snapshot } from '../core/config.ts'
import type { Decision } from '../core/decision.ts'
import type { PlainFieldName, VariantName } from '../core/identity/bundle.ts'
import type { FactsLookup } from './facts.ts'

/** What ingest makes or keeps of a person for this event; all the rest is forgotten with the request. */
export interface NeededIdentity {
  variants: VariantName[]
  /** By destination id: sealed with that delivery only. */
  plain: Record<string, PlainFieldName[]>
  network: { ip: boolean; userAgent: boolean }
}

/** The union over destinations that are sent to or held for. A destination refused now never gains identity later. */
export function neededIdentity(decisions: readonly Decision[], snapshot: Snapshot, facts: FactsLookup): NeededIdentity {
  const permitted = decisions.filter(({ verdict }) => verdict === 'deliver' || verdict === 'held')
  const needs = permitted.flatMap((decision) => needsOf(decision, snapshot, facts))
  return {
    variants: [...new Set(needs.flatMap(({ variants }) => variants))].sort(),
    plain: Object.fromEntries(
      needs.filter(({ plain }) => plain.length > 0).map(({ destinationId, plain }) => [destinationId, plain]),
    ),
    network: {
      ip: needs.some(({ network }) => network.includes('ip')),
      userAgent: needs.some(({ network }) => network.includes('userAgent')),
    },
  }
}

interface Needs extends GrantedNeeds {
  destinationId: string
}

function needsOf({ destinationId, consent }: Decision, snapshot: Snapshot, facts: FactsLookup): Needs[] {
  const destination = snapshot.destinations.find(({ id }) => id === destinationId)
  const known = destination === undefined ? null : facts(destination)
  return known === null ? [] : [{ destinationId, ...grantedNeeds({ ...known, consent }) }]
}
