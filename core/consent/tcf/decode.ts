import { type TCModel, TCString } from '@iabtechlabtcf/core'
import { memoByBytes } from '../../memo.ts'
import { isTcStringShaped } from './capture.ts'
import { type IdSet, idSetOf } from './id-set.ts'
import { structureOf, type TcfProblem, type TcfStructure } from './structure.ts'

/** What we read of a TC string. */
export interface TcfConsent {
  policyVersion: number
  isServiceSpecific: boolean
  /** Both are days; where they differ each rule takes the one that is stricter. */
  createdAtMs: number
  lastUpdatedAtMs: number
  purposes: IdSet
  /** Purpose 1 was not asked for in the publisher's country (case 28). */
  purposeOneNotAsked: boolean
  vendors: IdSet
  /** Legitimate interest; counts for 8 and 9 under a named policy and nowhere else (cases 26 and 51). */
  interests: IdSet
  interestVendors: IdSet
  /** Null = the segment is missing. */
  disclosedVendors: IdSet | null
  /** Whom the publisher forbids a purpose, or forbids it on the basis of consent. */
  restrictions: readonly { purpose: number; vendors: IdSet }[]
  /** Whom the publisher forbids it on the basis of legitimate interest. */
  interestRestrictions: readonly { purpose: number; vendors: IdSet }[]
}

export type TcfReading = TcfConsent | { problem: TcfProblem }

const cachedBytesMax = 16 * 1024 * 1024

/** A page repeats its string with every event. */
export const readTcString: (text: string) => TcfReading = tcfReader((rest) => TCString.decode(rest))

/** `decoder` throws on what it cannot read, whatever it is. Neither it nor the cache sees what is no TC string by its shape. */
export function tcfReader(decoder: (text: string) => TCModel, maxBytes = cachedBytesMax): (text: string) => TcfReading {
  const read = memoByBytes({
    compute: (text) => decode(text, decoder),
    bytesOf: (text, reading) => text.length + bytesOf(reading),
    maxBytes,
  })
  return (text) => (isTcStringShaped(text) ? read(text) : unreadable)
}

function decode(text: string, decoder: (text: string) => TCModel): TcfReading {
  const structure = structureOf(text)
  if ('problem' in structure) return structure
  try {
    return consentOf(decoder(structure.rest), structure)
  } catch {
    return unreadable
  }
}

const unreadable: TcfReading = { problem: 'invalid_signal' }

function consentOf(model: TCModel, structure: TcfStructure): TcfConsent {
  return {
    policyVersion: Number(model.policyVersion),
    isServiceSpecific: model.isServiceSpecific,
    createdAtMs: model.created.getTime(),
    lastUpdatedAtMs: model.lastUpdated.getTime(),
    purposes: purposeSetOf(model.purposeConsents),
    purposeOneNotAsked: model.purposeOneTreatment,
    vendors: structure.vendors,
    disclosedVendors: structure.disclosed,
    interests: purposeSetOf(model.purposeLegitimateInterests),
    interestVendors: structure.interestVendors,
    restrictions: restrictionsBut(consentRequired, structure),
    interestRestrictions: restrictionsBut(interestRequired, structure),
  }
}

/** By `has` alone: iterating the decoder's vector yields refused ids as well. */
function purposeSetOf(vector: TCModel['purposeConsents']): IdSet {
  const bits = new Uint8Array(purposesMax + 1).map((_, id) => (vector.has(id) ? 1 : 0))
  return idSetOf((id) => bits[id] === 1)
}

const purposesMax = 24

/** 0 forbids, 1 asks for consent, 2 allows legitimate interest only. */
const consentRequired = 1
const interestRequired = 2

function restrictionsBut(allowed: number, { restrictions }: TcfStructure): TcfConsent['restrictions'] {
  return restrictions.filter(({ type }) => type !== allowed)
}

/** Objects and closures around the bits, by order of magnitude. */
const overheadBytes = 2_048
const restrictionBytes = 256

function bytesOf(reading: TcfReading): number {
  if ('problem' in reading) return overheadBytes
  const { vendors, interestVendors, disclosedVendors, restrictions, interestRestrictions } = reading
  const sets = [vendors, interestVendors, disclosedVendors, ...restrictions.map((one) => one.vendors)]
  const restricted = (restrictions.length + interestRestrictions.length) * restrictionBytes
  return sets.reduce((sum, set) => sum + (set?.bytes ?? 0), overheadBytes + restricted)
}
