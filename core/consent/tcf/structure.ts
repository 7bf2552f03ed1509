import { bitsOf, firstBits } from './bits.ts'
import type { IdSet } from './id-set.ts'
import { type Restriction, readRestrictions, readVendors } from './vendor-lists.ts'

/**
 * Takes a TC string apart before the IAB's decoder sees it. That one takes segments in any order, the last of a kind
 * winning, and writes out every range: 145 characters can name 32,000 vendors and keep it busy for 10 ms, 22 KB for
 * minutes. Lists of vendors are read here, as they stand; the decoder gets the rest.
 */
export interface TcfStructure {
  /** Without lists of vendors. */
  rest: string
  vendors: IdSet
  interestVendors: IdSet
  restrictions: readonly Restriction[]
  /** Null = the segment is missing. */
  disclosed: IdSet | null
}

export type TcfProblem = 'invalid_signal' | 'tcf_version_unsupported' | 'tcf_cmp_unknown'

/** Where the vendors begin, and the CMP's number (IAB, Consent string and vendor list formats v2). */
const vendorsAtBit = 213
const cmpIdAtBit = 78
/** Of a kind of segment other than the core, behind its three bits of type: 1 and 2 are lists of vendors. */
const segmentVendorsAtBit = 3
const [disclosedType, allowedType, publisherType] = [1, 2, 3]
/** Two empty lists and no restriction: 17, 17 and 12 bits of nothing. */
const noVendors = 'A'.repeat(8)

export function structureOf(text: string): TcfStructure | { problem: TcfProblem } {
  const [core = '', ...others] = text.split('.')
  if (core === '') return invalid
  if (bitsOf(core).read(6) !== 2) return { problem: 'tcf_version_unsupported' }
  const segments = new Map(others.map((segment) => [bitsOf(segment).read(3), segment]))
  if (segments.size < others.length || ![...segments.keys()].every(isKnownType)) return invalid
  const lists = listsOf(core, segments)
  if (lists === null) return invalid
  if (bitsOf(core, cmpIdAtBit).read(12) < 2) return { problem: 'tcf_cmp_unknown' }
  const publisher = segments.get(publisherType)
  const head = `${firstBits(core, vendorsAtBit)}${noVendors}`
  return { ...lists, rest: publisher === undefined ? head : `${head}.${publisher}` }
}

const invalid = { problem: 'invalid_signal' } as const

function isKnownType(type: number): boolean {
  return type === disclosedType || type === allowedType || type === publisherType
}

function listsOf(core: string, segments: ReadonlyMap<number, string>): Omit<TcfStructure, 'rest'> | null {
  const bits = bitsOf(core, vendorsAtBit)
  const vendors = readVendors(bits)
  const interestVendors = vendors === null ? null : readVendors(bits)
  const restrictions = interestVendors === null ? null : readRestrictions(bits)
  const [disclosed, allowed] = [disclosedType, allowedType].map((type) => listIn(segments.get(type)))
  if (vendors === null || interestVendors === null || restrictions === null) return null
  if (disclosed === 'invalid' || allowed === 'invalid') return null
  return { vendors, interestVendors, restrictions, disclosed: disclosed ?? null }
}

function listIn(segment: string | undefined): IdSet | 'invalid' | undefined {
  return segment === undefined ? undefined : (readVendors(bitsOf(segment, segmentVendorsAtBit)) ?? 'invalid')
}
