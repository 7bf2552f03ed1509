import { canonicalJson } from '../json.ts'
import { sha256Hex } from '../seal.ts'
import type { Signed } from './signer.ts'

/** One link of a workspace's chain over its decisions. */
export interface Seal extends Signed {
  workspaceId: string
  n: number
  /** `hashOfSeal` of the one before; of the first one `firstOfChain`. */
  previous: string
  root: string
  count: number
  /** Transactions from here on and below there. */
  fromWritten: number
  belowWritten: number
  sealedAt: string
}

export const firstOfChain = '0'.repeat(64)

/** What is signed and chained. */
export function textOfSeal(seal: Omit<Seal, keyof Signed>): string {
  const { workspaceId, n, previous, root, count, fromWritten, belowWritten, sealedAt } = seal
  return canonicalJson({ kind: 'seal', workspaceId, n, previous, root, count, fromWritten, belowWritten, sealedAt })
}

export function hashOfSeal(seal: Omit<Seal, keyof Signed>): string {
  return sha256Hex(textOfSeal(seal))
}

/** As it is kept in a second place: names one state of the chain, whoever owns the database. */
export interface Head {
  workspaceId: string
  n: number
  hash: string
  sealedAt: string
}

export function headOf(seal: Seal): Head {
  return { workspaceId: seal.workspaceId, n: seal.n, hash: hashOfSeal(seal), sealedAt: seal.sealedAt }
}

/** What was lawfully removed: a day by age, or these leaves on request. */
export interface Tombstone extends Signed {
  workspaceId: string
  tombstoneId: string
  kind: 'purge' | 'erasure'
  day: string | null
  /** Base64, 32 bytes a leaf. */
  leaves: string | null
  reason: string
  buriedAt: string
}

export function textOfTombstone(stone: Omit<Tombstone, keyof Signed>): string {
  const { workspaceId, tombstoneId, kind, day, reason, buriedAt } = stone
  // Postgres breaks base64 into lines.
  const leaves = stone.leaves === null ? null : stone.leaves.replace(/\s/g, '')
  return canonicalJson({ stone: kind, workspaceId, tombstoneId, day, leaves, reason, buriedAt })
}

/** What a tombstone says of a person's request: whoever asks later finds what went. */
export function erasureReason(requestId: string): string {
  return `erasure request ${requestId}`
}
