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
