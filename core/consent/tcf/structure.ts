/**
 * Looks at a TC string before the IAB's decoder does. That one takes segments in any order, the last of a kind winning,
 * and writes out every range: 4,095 ranges of 65,535 vendors fit in 22 KB and keep it busy for minutes.
 */
export interface TcfStructure {
  hasDisclosedVendors: boolean
}

export type TcfProblem = 'invalid_signal' | 'tcf_version_unsupported' | 'tcf_cmp_unknown'

/** Where the vendors begin, and the CMP's number (IAB, Consent string and vendor list formats v2). */
const vendorsAtBit = 213
const cmpIdAtBit = 78
/** Of a kind of segment other than the core, behind its three bits of type. */
const segmentVendorsAtBit = 3
/** A list of 1,500 vendors, three times, and restricted in ten purposes. */
const idsMax = 32_768

export function structureOf(text: string): TcfStructure | { problem: TcfProblem } {
  const [core, ...others] = text.split('.')
  if (core === undefined || core === '') return { problem: 'invalid_signal' }
  if (bitsOf(core).read(6) !== 2) return { problem: 'tcf_version_unsupported' }
  const types = others.map((segment) => bitsOf(segment).read(3))
  const cmpId = bitsOf(core, cmpIdAtBit).read(12)
  if (types.includes(0) || new Set(types).size < types.length) return { problem: 'invalid_signal' }
  if (countIds(core, others, types) > idsMax) return { problem: 'invalid_signal' }
  return cmpId < 2 ? { problem: 'tcf_cmp_unknown' } : { hasDisclosedVendors: types.includes(1) }
}

/** How many ids a decoder would write out. */
function countIds(core: string, others: string[], types: number[]): number {
  const bits = bitsOf(core, vendorsAtBit)
  const ofCore = countVendors(bits) + countVendors(bits) + countRestrictions(bits)
  const lists = others.filter((_segment, index) => types[index] === 1 || types[index] === 2)
  return lists.reduce((sum, segment) => sum + countVendors(bitsOf(segment, segmentVendorsAtBit)), ofCore)
}

function countVendors(bits: Bits): number {
  const idMax = bits.read(16)
  if (bits.read(1) === 1) return countEntries(bits)
  bits.skip(idMax)
  return idMax
}

function countRestrictions(bits: Bits): number {
  const restrictions = bits.read(12)
  let ids = 0
  for (let n = 0; n < restrictions && ids <= idsMax; n++) {
    bits.skip(8)
    ids += countEntries(bits)
  }
  return ids
}

function countEntries(bits: Bits): number {
  const entries = bits.read(12)
  let ids = 0
  for (let n = 0; n < entries && ids <= idsMax; n++) {
    const isRange = bits.read(1) === 1
    const first = bits.read(16)
    ids += isRange ? Math.max(0, bits.read(16) - first + 1) : 1
  }
  return ids
}

interface Bits {
  read(count: number): number
  skip(count: number): void
}

/** Six bits a character; what lies behind the end reads as 0. */
function bitsOf(segment: string, startAtBit = 0): Bits {
  let at = startAtBit
  const next = () => {
    const sextet = sextets[segment.charCodeAt(Math.floor(at / 6))] ?? 0
    const bit = (sextet >> (5 - (at % 6))) & 1
    at += 1
    return bit
  }
  return {
    read: (count) => {
      let value = 0
      for (let n = 0; n < count; n++) value = value * 2 + next()
      return value
    },
    skip: (count) => {
      at += count
    },
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sextets = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))))
