/** Vendor or purpose ids as bits: a cached string costs a kilobyte and not the hundred of a `Set`. */
export interface IdSet {
  has(id: number): boolean
}

interface Vector {
  maxId: number
  has(id: number): boolean
}

/** Asked one by one: iterating the decoder's vector yields refused ids as well. */
export function idSetOf(vector: Vector): IdSet {
  const bytes = new Uint8Array((vector.maxId >> 3) + 1)
  for (let id = 1; id <= vector.maxId; id++) if (vector.has(id)) add(bytes, id)
  return reading(bytes)
}

export function idSetOfList(ascending: readonly number[]): IdSet {
  const bytes = new Uint8Array(((ascending.at(-1) ?? 0) >> 3) + 1)
  for (const id of ascending) add(bytes, id)
  return reading(bytes)
}

function add(bytes: Uint8Array, id: number): void {
  bytes[id >> 3] = (bytes[id >> 3] ?? 0) | (1 << (id & 7))
}

function reading(bytes: Uint8Array): IdSet {
  return { has: (id) => Number.isInteger(id) && id > 0 && (((bytes[id >> 3] ?? 0) >> (id & 7)) & 1) === 1 }
}
