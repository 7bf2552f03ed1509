import type { AvailableIdentity, DestinationFacts } from './destination-facts.ts'
import type { Network } from './event.ts'
import type { IdentityBundle, PlainFieldName, VariantName } from './identity/bundle.ts'
import { isJsonObject } from './json.ts'
import type { Purpose, PurposeValues } from './purpose.ts'

export interface GrantedNeeds {
  variants: VariantName[]
  plain: PlainFieldName[]
  network: (keyof Network)[]
}

/** What one destination may have of a person: a declared need counts while every purpose it names is granted. */
export function grantedNeeds(input: {
  facts: DestinationFacts
  settings: unknown
  consent: PurposeValues
}): GrantedNeeds {
  const { facts, settings, consent } = input
  const isGranted = ({ purposes }: { purposes: readonly Purpose[] }) =>
    purposes.every((purpose) => consent[purpose] === 'granted')
  const mayBeRaw = isJsonObject(settings) && settings.sendRaw === true
  return {
    variants: distinct(facts.identity.filter(isGranted).map(({ variant }) => variant)),
    plain: distinct(
      facts.plain
        .filter(isGranted)
        .filter(({ raw }) => raw !== true || mayBeRaw)
        .map(({ field }) => field),
    ),
    network: distinct(facts.network.filter(isGranted).map(({ field }) => field)),
  }
}

/** Strips by field class: hashing does not make anonymous, so a hash needs its purpose like the field itself (case 32). */
export function allowedIdentity(input: {
  available: AvailableIdentity
  facts: DestinationFacts
  settings: unknown
  consent: PurposeValues
}): AvailableIdentity {
  const { identity, network } = input.available
  const needs = grantedNeeds(input)
  return {
    identity: {
      variants: pick(identity.variants, needs.variants),
      absent: pick(identity.absent, needs.variants),
      plain: pick(identity.plain, needs.plain),
    } satisfies IdentityBundle,
    network: {
      ip: needs.network.includes('ip') ? network.ip : null,
      userAgent: needs.network.includes('userAgent') ? network.userAgent : null,
    },
  }
}

function pick<Key extends string, Value>(from: Partial<Record<Key, Value>>, keys: Key[]): Partial<Record<Key, Value>> {
  const there = keys.filter((key) => Object.hasOwn(from, key))
  return Object.fromEntries(there.map((key) => [key, from[key]])) as Partial<Record<Key, Value>>
}

function distinct<Item>(items: Item[]): Item[] {
  return [...new Set(items)]
}
