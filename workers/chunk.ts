import type { JsonObject } from '../core/json.ts'
import type { Sendable } from './sendable.ts'

/**
 * Groups what may share a request (same key: consent that lives at request level never mixes) and cuts by the vendor's
 * count and byte limits. Order inside a group is kept.
 */
export function chunk(
  sendables: Sendable[],
  limits: { maxEvents: number; maxBytes: number; keyOf: (payload: JsonObject) => string },
): Sendable[][] {
  const chunks: Sendable[][] = []
  for (const group of Map.groupBy(sendables, (sendable) => limits.keyOf(sendable.payload)).values()) {
    chunks.push(...cutBySize(group, limits))
  }
  return chunks
}

function cutBySize(group: Sendable[], limits: { maxEvents: number; maxBytes: number }): Sendable[][] {
  const chunks: Sendable[][] = []
  let current: Sendable[] = []
  let bytes = 0
  for (const sendable of group) {
    const size = Buffer.byteLength(JSON.stringify(sendable.payload))
    const full = current.length >= limits.maxEvents || (current.length > 0 && bytes + size > limits.maxBytes)
    if (full) {
      chunks.push(current)
      current = []
      bytes = 0
    }
    current.push(sendable)
    bytes += size
  }
  if (current.length > 0) chunks.push(current)
  return chunks
}
