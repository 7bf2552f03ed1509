const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const headerLengthMax = 64
/** Type 3, version 1. */
const prefix = '000011000001'
const idMax = 100
/** One id, or the first and last of several; each a Fibonacci number, which ends at the first 11. */
const item = /0([01]*?11)|1([01]*?11)([01]*?11)/y

/**
 * The section ids of a GPP header; null = unreadable. Read here and not by the package: 60 bits can name 10^12 sections,
 * and it would list them all.
 */
export function sectionIdsOf(header: string): number[] | null {
  if (header.length > headerLengthMax) return null
  const bits = bitsOf(header)
  if (bits === null || !bits.startsWith(prefix)) return null
  const counted = prefix.length + 12
  if (bits.length < counted) return null
  return readItems(bits.slice(counted), Number.parseInt(bits.slice(prefix.length, counted), 2))
}

function bitsOf(text: string): string | null {
  const values = [...text].map((letter) => alphabet.indexOf(letter))
  return values.includes(-1) ? null : values.map((value) => value.toString(2).padStart(6, '0')).join('')
}

function readItems(bits: string, count: number): number[] | null {
  const ids: number[] = []
  item.lastIndex = 0
  for (let read = 0; read < count; read += 1) {
    const found = item.exec(bits)
    if (found === null) return null
    const [, single, first, last] = found
    const from = (ids.at(-1) ?? 0) + fibonacci(single ?? first ?? '')
    const to = last === undefined ? from : from + fibonacci(last)
    if (to > idMax) return null
    for (let id = from; id <= to; id += 1) ids.push(id)
  }
  return ids
}

/** Every bit but the closing one stands for 1, 2, 3, 5, 8 …; the sum grows past any id long before it is inexact. */
function fibonacci(code: string): number {
  let [value, next, sum] = [1, 2, 0]
  for (const bit of code.slice(0, -1)) {
    if (bit === '1') sum += value
    ;[value, next] = [next, value + next]
  }
  return sum
}
