import { leavesOf, merkleRoot } from '../../core/receipts/merkle.ts'
import { firstOfChain, type Head, hashOfSeal, headOf, type Seal, textOfSeal } from '../../core/receipts/seal.ts'
import type { ReceiptSigner } from '../../core/receipts/signer.ts'
import type { ReceiptStore, UnsealedWorkspace } from '../../supabase/queries/ports.ts'

export interface SealingDeps {
  store: Pick<ReceiptStore, 'unsealed' | 'addSeals'>
  signer: ReceiptSigner
  now(): Date
  /** To a second place, so that a chain written anew by whoever owns the database is found. */
  exportHeads(heads: Head[]): Promise<void>
}

/** Each round is one answer of the database and one signature a workspace. */
const rowsMax = 20_000

/** One seal a workspace with new decisions, until all below the oldest running transaction are sealed. Answers how many. */
export async function sealDecisions(deps: SealingDeps): Promise<number> {
  let made = 0
  for (;;) {
    const { fromWritten, belowWritten, workspaces } = await deps.store.unsealed(rowsMax)
    if (workspaces.length === 0) return made
    const seals = workspaces.map((one) => sealOf(one, { fromWritten, belowWritten, deps }))
    // Another process was faster: it sealed the same rows.
    if (!(await deps.store.addSeals({ fromWritten, belowWritten, seals }))) return made
    await deps.exportHeads(seals.map(headOf))
    made += seals.length
  }
}

function sealOf(
  { workspaceId, days, last }: UnsealedWorkspace,
  round: { fromWritten: number; belowWritten: number; deps: SealingDeps },
): Seal {
  const { fromWritten, belowWritten, deps } = round
  const leaves = leavesOf(days)
  const seal = {
    workspaceId,
    n: (last?.n ?? 0) + 1,
    previous: last === null ? firstOfChain : hashOfSeal(last),
    root: merkleRoot(leaves),
    count: leaves.length,
    fromWritten,
    belowWritten,
    sealedAt: deps.now().toISOString(),
  }
  return { ...seal, ...deps.signer.sign(textOfSeal(seal)) }
}
