import type { DestinationConfig } from '../core/config.ts'
import type { DestinationFacts } from '../core/destination-facts.ts'

/** A configured destination whose type is known and whose settings parse. */
export interface KnownDestination {
  facts: DestinationFacts
  /** "Meta Conversions API"; one of the names `integrations` may block it by. */
  title: string
  settings: unknown
}

/** Null: an unknown type, or settings its schema refuses. */
export type FactsLookup = (destination: DestinationConfig) => KnownDestination | null

/** As much of a destination type as the router needs; destinations/registry.ts fits. */
export interface KnownType extends DestinationFacts {
  title: string
  settings: { safeParse(value: unknown): { success: boolean; data?: unknown } }
}

/** Parses each configuration once: snapshots never change, and a batch asks for the same few thousands of times. */
export function factsLookup(types: Iterable<KnownType>): FactsLookup {
  const byType = new Map([...types].map((type) => [type.type, type]))
  const parsed = new WeakMap<DestinationConfig, KnownDestination | null>()
  return (destination) => {
    const held = parsed.get(destination)
    if (held !== undefined) return held
    const known = parse(destination, byType.get(destination.type))
    parsed.set(destination, known)
    return known
  }
}

function parse(destination: DestinationConfig, type: KnownType | undefined): KnownDestination | null {
  if (type === undefined) return null
  const result = type.settings.safeParse(destination.settings)
  return result.success ? { facts: type, title: type.title, settings: result.data } : null
}
