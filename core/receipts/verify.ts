import { cut, leavesOf, merkleRoot } from './merkle.ts'
import { dayOf, type ReceiptRow, receiptOf } from './receipt.ts'
import {
  firstOfChain,
  type Head,
  hashOfSeal,
  headOf,
  type Seal,
  type Tombstone,
  textOfSeal,
  textOfTombstone,
} from './seal.ts'
import type { ReceiptVerifier } from './signer.ts'

export interface SealView extends Seal {
  days: { day: string; leaves: string }[]
}

export interface ReceiptSource {
  /** The next of the chain, some at a time; empty = there are no more. */
  seals(afterN: number): Promise<SealView[]>
  rows(fromWritten: number, belowWritten: number): Promise<ReceiptRow[]>
  tombstones(): Promise<Tombstone[]>
  /** Everything below is sealed. */
  sealedBelow(): Promise<number>
}

export const breaks = [
  'seal_missing',
  'chain_broken',
  'signature_invalid',
  'leaves_altered',
  'decision_altered',
  'decision_added',
  'decision_missing',
  'tombstone_invalid',
  'decision_unsealed',
  'head_missing',
  'head_differs',
] as const
export type BreakCode = (typeof breaks)[number]

export interface Break {
  code: BreakCode
  /** Seal it belongs to; null = none. */
  n: number | null
  eventId?: string
  destinationId?: string
  stage?: string
  /** Of what is not there: all that is left of it. */
  receipt?: string
  day?: string
}

export interface Verification {
  intact: boolean
  seals: number
  /** Decisions that are there and as they were. */
  decisions: number
  /** Decisions that went lawfully: by age, on request. */
  purged: number
  erased: number
  /** The newest link; keep it elsewhere. */
  head: Head | null
  keyId: string
  publicKey: string
  /** The first in the order of the chain. */
  broken: Break | null
}

/** Walks a workspace's chain from its first seal and stops at the first thing that is not as it was sealed. */
export async function verifyReceipts(
  source: ReceiptSource,
  { verifier, heads }: { verifier: ReceiptVerifier; heads: readonly Pick<Head, 'n' | 'hash'>[] },
): Promise<Verification> {
  const { keyId, publicKey } = verifier
  const found = { seals: 0, decisions: 0, purged: 0, erased: 0, head: null as Head | null }
  const broken = await firstBreak(source, { verifier, heads, found })
  return { intact: broken === null, ...found, keyId, publicKey, broken }
}

interface Walk {
  verifier: ReceiptVerifier
  heads: readonly Pick<Head, 'n' | 'hash'>[]
  found: Pick<Verification, 'seals' | 'decisions' | 'purged' | 'erased' | 'head'>
}

async function firstBreak(source: ReceiptSource, walk: Walk): Promise<Break | null> {
  const removed = removals(await source.tombstones(), walk.verifier)
  if ('code' in removed) return removed
  let last: SealView | null = null
  for (let page = await source.seals(0); page.length > 0; page = await source.seals(last?.n ?? 0)) {
    for (const seal of page) {
      const broken = chainBreak(seal, last, walk) ?? (await contentBreak(seal, { source, walk, removed }))
      if (broken !== null) return broken
      walk.found.seals += 1
      walk.found.head = headOf(seal)
      last = seal
    }
  }
  const lost = walk.heads.find(({ n }) => n > (last?.n ?? 0))
  if (lost !== undefined) return { code: 'head_missing', n: lost.n }
  return afterTheLast(source, last)
}

interface Removals {
  days: ReadonlySet<string>
  leaves: ReadonlySet<string>
}

function removals(stones: Tombstone[], verifier: ReceiptVerifier): Removals | Break {
  const forged = stones.find((stone) => !verifier.verifies(textOfTombstone(stone), stone))
  if (forged !== undefined) return { code: 'tombstone_invalid', n: null, ...(forged.day && { day: forged.day }) }
  return {
    days: new Set(stones.flatMap(({ day }) => (day === null ? [] : [day]))),
    leaves: new Set(stones.flatMap(({ leaves }) => (leaves === null ? [] : cut(leaves).map(hex)))),
  }
}

function chainBreak(seal: SealView, last: SealView | null, { verifier, heads }: Walk): Break | null {
  const { n } = seal
  if (n !== (last?.n ?? 0) + 1) return { code: 'seal_missing', n: (last?.n ?? 0) + 1 }
  if (heads.some((head) => head.n === n && head.hash !== hashOfSeal(seal))) return { code: 'head_differs', n }
  if (!verifier.verifies(textOfSeal(seal), seal)) return { code: 'signature_invalid', n }
  if (seal.previous !== (last === null ? firstOfChain : hashOfSeal(last))) return { code: 'chain_broken', n }
  const leaves = leavesOf(seal.days)
  const isWhole = leaves.length === seal.count && leaves.length > 0 && merkleRoot(leaves) === seal.root
  return isWhole ? null : { code: 'leaves_altered', n }
}

interface Reading {
  source: ReceiptSource
  walk: Walk
  removed: Removals
}

async function contentBreak(seal: SealView, { source, walk, removed }: Reading): Promise<Break | null> {
  const sealed = new Map(leavesOf(seal.days).map(({ day, receipt }) => [hex(receipt), day]))
  for (const row of await source.rows(seal.fromWritten, seal.belowWritten)) {
    const code = rowBreak(row, sealed)
    if (code !== null) return named(row, code, seal.n)
    sealed.delete(row.receipt)
    walk.found.decisions += 1
  }
  for (const [receipt, day] of sealed) {
    if (removed.leaves.has(receipt)) walk.found.erased += 1
    else if (removed.days.has(day)) walk.found.purged += 1
    else return { code: 'decision_missing', n: seal.n, receipt, day }
  }
  return null
}

function rowBreak(row: ReceiptRow, sealed: ReadonlyMap<string, string>): BreakCode | null {
  if (receiptOf(row) !== row.receipt) return 'decision_altered'
  return sealed.get(row.receipt) === dayOf(row) ? null : 'decision_added'
}

/** Between a workspace's last seal and what the sealer has passed there is nothing of it. */
async function afterTheLast(source: ReceiptSource, last: SealView | null): Promise<Break | null> {
  const from = last?.belowWritten ?? 0
  const below = await source.sealedBelow()
  const [row] = below > from ? await source.rows(from, below) : []
  return row === undefined ? null : named(row, 'decision_unsealed', null)
}

function named({ eventId, destinationId, stage }: ReceiptRow, code: BreakCode, n: number | null): Break {
  return { code, n, eventId, destinationId, stage }
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex')
}
