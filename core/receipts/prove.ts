import { leavesOf, merkleRoot } from './merkle.ts'
import { dayOf, type ReceiptRow, receiptOf } from './receipt.ts'
import { textOfSeal } from './seal.ts'
import type { ReceiptVerifier } from './signer.ts'
import type { SealView } from './verify.ts'

export interface WrittenReceipt extends ReceiptRow {
  /** Number of the transaction that wrote it. */
  written: number
}

export interface ProvenReceipt {
  eventId: string
  destinationId: string
  run: number
  stage: string
  verdict: string
  reason: string
  policyVersion: number
  decidedAt: string
  receipt: string
  /** `proven`: as it was sealed, under a seal that is signed. `unsealed`: too young for one. */
  state: 'proven' | 'unsealed' | 'broken'
  seal: { n: number; sealedAt: string } | null
}

interface Proof {
  seals: readonly SealView[]
  /** Everything below is sealed. */
  sealedBelow: number
  verifier: ReceiptVerifier
}

/** Single decisions against the seals that hold them; that no seal is missing from the chain is for `verifyReceipts`. */
export function proveReceipts(rows: readonly WrittenReceipt[], proof: Proof): ProvenReceipt[] {
  const holding = proof.seals.map((seal) => ({ seal, leaves: soundLeaves(seal, proof.verifier) }))
  return rows.map((row) => {
    const held = holding.find(({ seal }) => seal.fromWritten <= row.written && row.written < seal.belowWritten)
    return {
      ...shown(row),
      state: stateOf(row, held?.leaves, proof),
      seal: held === undefined ? null : nameOf(held.seal),
    }
  })
}

/** Day by leaf; null = signature or root do not hold. */
function soundLeaves(seal: SealView, verifier: ReceiptVerifier): Map<string, string> | null {
  const leaves = leavesOf(seal.days)
  const isSound = leaves.length > 0 && merkleRoot(leaves) === seal.root && verifier.verifies(textOfSeal(seal), seal)
  return isSound ? new Map(leaves.map(({ day, receipt }) => [receipt.toString('hex'), day])) : null
}

function stateOf(
  row: WrittenReceipt,
  leaves: Map<string, string> | null | undefined,
  { sealedBelow }: Proof,
): ProvenReceipt['state'] {
  if (receiptOf(row) !== row.receipt) return 'broken'
  if (leaves === undefined) return row.written >= sealedBelow ? 'unsealed' : 'broken'
  return leaves?.get(row.receipt) === dayOf(row) ? 'proven' : 'broken'
}

function shown({
  eventId,
  destinationId,
  run,
  stage,
  verdict,
  reason,
  policyVersion,
  receipt,
  ...row
}: WrittenReceipt) {
  const decidedAt = new Date(Number(row.decidedMicros.slice(0, -3))).toISOString()
  return { eventId, destinationId, run, stage, verdict, reason, policyVersion, decidedAt, receipt }
}

function nameOf({ n, sealedAt }: SealView): { n: number; sealedAt: string } {
  return { n, sealedAt }
}
