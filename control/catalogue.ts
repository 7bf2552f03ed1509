import type { z } from 'zod'
import type { DestinationType } from '../core/config.ts'
import type { DestinationFacts } from '../core/destination-facts.ts'

/** What control must know of a destination type: its two schemas, its purposes, where it processes. */
export interface CatalogueEntry extends Pick<DestinationFacts, 'type' | 'purposes' | 'sellsOrShares' | 'processesIn'> {
  settings: z.ZodType
  credentials: z.ZodType
}

export type Catalogue = ReadonlyMap<DestinationType, CatalogueEntry>

/** The registry's destinations fit as they are. */
export function catalogueOf(entries: Iterable<CatalogueEntry>): Catalogue {
  return new Map([...entries].map((entry) => [entry.type, entry]))
}
