/** Vendor or purpose ids, asked one by one. A `Set` of them would cost a hundred kilobytes for each cached string. */
export interface IdSet {
  /** Beside the text itself. */
  bytes: number
  has(id: number): boolean
}

export function idSetOf(hasId: (id: number) => boolean): IdSet {
  return { bytes: 0, has: (id) => isId(id) && hasId(id) }
}

/** First and last of each range in turn. */
export function idSetOfRanges(ranges: Uint16Array): IdSet {
  const isWithin = (id: number) => {
    for (let at = 0; at < ranges.length; at += 2) {
      if (id >= (ranges[at] ?? 0) && id <= (ranges[at + 1] ?? 0)) return true
    }
    return false
  }
  return { bytes: ranges.byteLength, has: (id) => isId(id) && isWithin(id) }
}

function isId(id: number): boolean {
  return Number.isInteger(id) && id > 0
}
