import type { Bits } from './bits.ts'
import { type IdSet, idSetOf, idSetOfRanges } from './id-set.ts'

export interface Restriction {
  purpose: number
  type: number
  vendors: IdSet
}

/** Twenty times the vendors there are. Who names more did not get them from a list. */
const vendorIdMax = 32_767

/** One bit a vendor, or ranges of them; null = of no form that the specification has. */
export function readVendors(bits: Bits): IdSet | null {
  const maxId = bits.read(16)
  if (maxId > vendorIdMax) return null
  if (bits.read(1) === 1) return readRanges(bits, maxId)
  const vendors = idSetOf(bits.pass(maxId))
  return bits.isPastEnd() ? null : vendors
}

export function readRestrictions(bits: Bits): Restriction[] | null {
  const count = bits.read(12)
  const restrictions: Restriction[] = []
  for (let n = 0; n < count; n++) {
    const [purpose, type] = [bits.read(6), bits.read(2)]
    const vendors = readRanges(bits, vendorIdMax)
    if (vendors === null || type === reservedType) return null
    restrictions.push({ purpose, type, vendors })
  }
  return bits.isPastEnd() ? null : restrictions
}

const reservedType = 3

function readRanges(bits: Bits, maxId: number): IdSet | null {
  const count = bits.read(12)
  const ranges: number[] = []
  for (let n = 0; n < count && !bits.isPastEnd(); n++) {
    const isRange = bits.read(1) === 1
    const first = bits.read(16)
    const last = isRange ? bits.read(16) : first
    if (first === 0 || last < first || last > maxId) return null
    ranges.push(first, last)
  }
  return bits.isPastEnd() ? null : idSetOfRanges(Uint16Array.from(ranges))
}
