import { createHash } from 'node:crypto'

/** A decision's own hash, and the day its event was received: the day says when it may go. */
export interface Leaf {
  day: string
  receipt: Buffer
}

export const receiptBytes = 32

/** Leaves and inner nodes are hashed apart (RFC 6962), and the day with the leaf, so that none passes for another day's. */
export function merkleRoot(leaves: readonly Leaf[]): string {
  let level = inOrder(leaves).map(({ day, receipt }) => sha256(Buffer.of(0), Buffer.from(day), receipt))
  if (level.length === 0) throw new Error('nothing is never sealed')
  while (level.length > 1) level = pairs(level)
  return (level[0] as Buffer).toString('hex')
}

/** Days as the database gives them: 32 bytes a leaf, base64. */
export function leavesOf(days: readonly { day: string; leaves: string }[]): Leaf[] {
  return days.flatMap(({ day, leaves }) => cut(leaves).map((receipt) => ({ day, receipt })))
}

export function cut(leaves: string): Buffer[] {
  const bytes = Buffer.from(leaves, 'base64')
  const count = Math.ceil(bytes.length / receiptBytes)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * receiptBytes, (at + 1) * receiptBytes))
}

/** By day, then by hash: whatever order rows come in, the root is the same. */
function inOrder(leaves: readonly Leaf[]): Leaf[] {
  return leaves.toSorted((a, b) => {
    if (a.day !== b.day) return a.day < b.day ? -1 : 1
    return a.receipt.compare(b.receipt)
  })
}

function pairs(level: Buffer[]): Buffer[] {
  const above: Buffer[] = []
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at] as Buffer, level[at + 1]]
    above.push(right === undefined ? left : sha256(Buffer.of(1), left, right))
  }
  return above
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
