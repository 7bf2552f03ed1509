import type { Policy, PolicyRule, SourceConfig } from './config.ts'
import { countryCode } from './countries.ts'
import type { Jurisdiction } from './event.ts'
import { usStateCodeFor } from './identity/us-states.ts'
import { isJsonObject } from './json.ts'
import { type Purpose, purposes } from './purpose.ts'

/** What the workspace's policy makes of one place. */
export interface Law {
  regime: 'opt_in' | 'opt_out'
  /** Purposes granted without a signal. */
  defaultGrants: readonly Purpose[]
  /** Index of the first rule that applied; null = none did. */
  rule: number | null
  /** Named policy under which analytics rests on legitimate interest; null = it does not. */
  interest: string | null
  /** What GPC means beyond its plain reading, `standard`. */
  gpc: 'standard' | NonNullable<PolicyRule['gpc']>
  /** False: nobody adopted the policy, so nothing is granted at all. */
  adopted: boolean
}

type Place = Pick<Jurisdiction, 'country' | 'region'>
export type RegimeOf = (place: Place) => Law

export interface JurisdictionInput {
  /** The edge's header, `{ country, region }` as sent; null = none. */
  geoHeader: unknown
  /** False: the header could be anyone's and is not read. */
  trustedProxy: boolean
  /** `context.location`. */
  eventLocation: unknown
  /** An order's shipping address. */
  orderAddress: unknown
  door: 'secret' | 'write'
  sourceSetting: SourceConfig['jurisdiction']
  regimeOf: RegimeOf
}

const unknownPlace: Jurisdiction = { country: null, region: null, source: 'unknown' }

/**
 * The person's law (design 6), never the workspace's. A secret key may state the place; the geo header of its request is
 * the shop's server and only tightens (case 17). A write key is anybody: the header leads and its claim only tightens (case 47).
 */
export function resolveJurisdiction(input: JurisdictionInput): Jurisdiction {
  const edge = input.trustedProxy ? placeFrom(input.geoHeader, 'geo_header') : null
  const said = placeFrom(input.eventLocation, 'event_location') ?? placeFrom(input.orderAddress, 'order_address')
  const setting = placeFrom(input.sourceSetting, 'source_setting')
  const [leading, tightening] = input.door === 'secret' ? [said, edge] : [edge, said]
  const base = leading ?? setting ?? unknownPlace
  return tightening === null ? base : stricterOf(base, tightening, input.regimeOf)
}

/** The first rule that holds the place; none, or an unknown country, is opt-in without a grant. */
export function regimeFor(policy: Policy, place: Place): Law {
  const laws = lawsByPolicy.get(policy) ?? new Map<string, Law>()
  lawsByPolicy.set(policy, laws)
  const key = `${place.country} ${place.region}`
  const held = laws.get(key)
  if (held !== undefined) return held
  const law = readLaw(policy, place)
  if (laws.size < placesMax) laws.set(key, law)
  return law
}

/** A policy never changes, and a batch asks for the same few places. */
const lawsByPolicy = new WeakMap<Policy, Map<string, Law>>()
const placesMax = 1_000

const nothing = { defaultGrants: [], interest: null, gpc: 'standard', rule: null } as const satisfies Partial<Law>

function readLaw(policy: Policy, place: Place): Law {
  const adopted = policy.adoptedAt !== null && policy.adoptedBy !== null
  const candidates = adopted && place.country !== null ? candidateRules(policy.rules, place) : []
  const [first] = candidates
  if (first === undefined) return { regime: 'opt_in', ...nothing, adopted }
  return {
    regime: candidates.some(({ regime }) => regime === 'opt_in') ? 'opt_in' : 'opt_out',
    defaultGrants: purposes.filter((purpose) => candidates.every((rule) => rule.defaultGrants.includes(purpose))),
    interest: candidates.every(({ analyticsInterest }) => analyticsInterest !== undefined)
      ? (first.analyticsInterest ?? null)
      : null,
    gpc: gpcIn(candidates),
    rule: policy.rules.indexOf(first),
    adopted,
  }
}

/** The strictest that could apply. */
function gpcIn(candidates: readonly PolicyRule[]): Law['gpc'] {
  if (candidates.some(({ gpc }) => gpc === 'all_ads')) return 'all_ads'
  return candidates.every(({ gpc }) => gpc === 'until_chosen') ? 'until_chosen' : 'standard'
}

/** Usually one rule. A country with rules by state, state unknown: all that could apply, and the strictest of them counts. */
function candidateRules(rules: readonly PolicyRule[], { country, region }: Place): PolicyRule[] {
  const ofCountry = rules.filter(({ countries }) => countries.some((code) => code === '*' || code === country))
  const possible = ofCountry.filter((rule) => region === null || (rule.regions?.includes(region) ?? true))
  const certain = possible.findIndex((rule) => rule.regions === undefined || region !== null)
  return certain === -1 ? possible : possible.slice(0, certain + 1)
}

/** Null = says nothing of a place. Something unreadable is an unknown place, not silence: no weaker source may answer for it. */
function placeFrom(value: unknown, source: Jurisdiction['source']): Jurisdiction | null {
  if (!isJsonObject(value)) return null
  const written = firstOwn(value, ['country', 'country_code', 'countryCode'])
  if (written === undefined || written === null || written === '' || written === 'XX') return null
  const country = countryCode(written)
  if (country === null) return unknownPlace
  return { country, region: regionOf(country, firstOwn(value, regionKeys)), source }
}

const regionKeys = ['region', 'region_code', 'regionCode', 'province_code', 'state', 'province']

function regionOf(country: string, written: unknown): string | null {
  if (typeof written !== 'string') return null
  const letters = written.toLowerCase().replace(/[^a-z]/g, '')
  if (country === 'US') return usStateCodeFor(letters)?.toUpperCase() ?? null
  if (country !== 'CA') return null
  return /^(ca)?([a-z]{2})$/.exec(letters)?.[2]?.toUpperCase() ?? null
}

function firstOwn(object: Record<string, unknown>, keys: readonly string[]): unknown {
  const key = keys.find((name) => Object.hasOwn(object, name) && object[name] !== null && object[name] !== '')
  return key === undefined ? undefined : object[key]
}

/**
 * Two sources disagree: the stricter law. US law asks for more than a regime (`sale_or_sharing`, GPC), so a claim that
 * leads out of it – and any two laws of which neither covers the other – leaves the place unknown.
 */
function stricterOf(base: Jurisdiction, claim: Jurisdiction, regimeOf: RegimeOf): Jurisdiction {
  const [lawOfBase, lawOfClaim] = [regimeOf(base), regimeOf(claim)]
  if (covers(lawOfBase, lawOfClaim)) return base
  const leavesTheUs = base.country === 'US' && claim.country !== 'US'
  return covers(lawOfClaim, lawOfBase) && !leavesTheUs ? claim : unknownPlace
}

const gpcRank = { until_chosen: 0, standard: 1, all_ads: 2 } as const satisfies Record<Law['gpc'], number>

function covers(strict: Law, other: Law): boolean {
  const regimeHolds = strict.regime === 'opt_in' || other.regime === 'opt_out'
  const interestHolds = strict.interest === null || other.interest !== null || other.defaultGrants.includes('analytics')
  const gpcHolds = gpcRank[strict.gpc] >= gpcRank[other.gpc]
  return (
    regimeHolds &&
    interestHolds &&
    gpcHolds &&
    strict.defaultGrants.every((purpose) => other.defaultGrants.includes(purpose))
  )
}
