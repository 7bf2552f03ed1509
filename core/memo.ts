import { LRUCache } from 'lru-cache'

/** Remembers answers about short strings that come again with every event (keys); empties itself rather than grow. */
export function memoByText<T>(compute: (text: string) => T, maxEntries = 5_000, maxLength = 64): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = compute(text)
    if (text.length > maxLength) return value
    if (known.size >= maxEntries) known.clear()
    known.set(text, value)
    return value
  }
}

export interface ByBytes<T> {
  compute(text: string): T
  bytesOf(text: string, value: T): number
  maxBytes: number
}

/** Remembers answers about texts of any length as long as there is room for them; the one asked for longest ago goes first. */
export function memoByBytes<T extends object>({ compute, bytesOf, maxBytes }: ByBytes<T>): (text: string) => T {
  const known = new LRUCache<string, T>({ maxSize: maxBytes, sizeCalculation: (value, text) => bytesOf(text, value) })
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = compute(text)
    known.set(text, value)
    return value
  }
}
