/** Reads numbers off a base64url segment, six bits a character. */
export interface Bits {
  read(count: number): number
  /** Passes over `count` bits; the answer tells of each, from 1 on, whether it is set. */
  pass(count: number): (place: number) => boolean
  /** Whether more was read than there is. */
  isPastEnd(): boolean
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const sextets = Uint8Array.from({ length: 128 }, (_, code) => Math.max(0, alphabet.indexOf(String.fromCharCode(code))))

/** What lies behind the end reads as 0. */
export function bitsOf(segment: string, startAtBit = 0): Bits {
  let at = startAtBit
  const read = (count: number) => {
    const end = at + count
    let value = 0
    while (at < end) {
      const taken = Math.min(6 - (at % 6), end - at)
      value = value * 2 ** taken + chunkAt(segment, at, taken)
      at += taken
    }
    return value
  }
  const pass = (count: number) => {
    const start = at - 1
    at += count
    return (place: number) => place <= count && chunkAt(segment, start + place, 1) === 1
  }
  return { read, pass, isPastEnd: () => at > segment.length * 6 }
}

/** Bits of one character. */
function chunkAt(segment: string, at: number, count: number): number {
  const sextet = sextets[segment.charCodeAt(Math.floor(at / 6))] ?? 0
  return (sextet >> (6 - (at % 6) - count)) & ((1 << count) - 1)
}

/** The first `count` bits of a segment, and nothing but 0 behind them. */
export function firstBits(segment: string, count: number): string {
  const whole = segment.slice(0, Math.floor(count / 6))
  const kept = count % 6
  const last = bitsOf(segment, whole.length * 6).read(kept) << (6 - kept)
  return `${whole}${alphabet.charAt(last)}`
}
