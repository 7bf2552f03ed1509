import type { Snapshot } from '../core/config.ts'
import type { Event } from '../core/event.ts'
import type { FactsLookup } from './facts.ts'

/** Until when a delivery is of use, and what a withdrawal cancels it by. */
export interface DeliveryTerms {
  /** ISO: the vendor's age window, and 30 days of waiting whatever stops it meanwhile; never beyond the event's own life. */
  expiresAt: string
  /** The type's purposes, the workspace's own, and `sale_or_sharing` where US law may apply. */
  purposes: string[]
}

const dayMs = 86_400_000
const waitDaysMax = 30

export function deliveryTerms(
  destinationId: string,
  event: Event,
  { snapshot, facts, waitsFrom }: { snapshot: Snapshot; facts: FactsLookup; waitsFrom: string },
): DeliveryTerms {
  const destination = snapshot.destinations.find(({ id }) => id === destinationId)
  const known = destination === undefined ? null : facts(destination)
  const keptUntilMs = Date.parse(event.receivedAt) + snapshot.retentionDays * dayMs
  const waitsUntilMs = Date.parse(waitsFrom) + waitDaysMax * dayMs
  const windowSeconds = known?.facts.maxAgeSeconds(event, known.settings) ?? Number.POSITIVE_INFINITY
  const { country } = event.jurisdiction
  const mayBeSale = known?.facts.sellsOrShares === true && (country === 'US' || country === null)
  const own = known === null ? [] : [...known.facts.purposes, ...(destination?.purposes ?? [])]
  const tooOldMs = Date.parse(event.occurredAt) + windowSeconds * 1000
  return {
    expiresAt: new Date(Math.min(tooOldMs, keptUntilMs, waitsUntilMs)).toISOString(),
    purposes: [...new Set([...own, ...(mayBeSale ? ['sale_or_sharing'] : [])])],
  }
}
