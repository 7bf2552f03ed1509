import { textOfTombstone } from '../../core/receipts/seal.ts'
import type { ReceiptSigner } from '../../core/receipts/signer.ts'
import type { ReceiptStore } from '../../supabase/queries/ports.ts'

export interface BuryDeps {
  store: ReceiptStore
  signer: ReceiptSigner
  now(): Date
  newId(): string
}

/** Says of every day that the purge is about to take that it goes by age. */
export async function buryDays({ store, signer, now, newId }: BuryDeps): Promise<number> {
  const due = await store.daysToBury(now())
  const stones = due.map(({ workspaceId, day, retentionDays }) => {
    const reason = `retention of ${retentionDays} days`
    const buriedAt = now().toISOString()
    const stone = { workspaceId, tombstoneId: newId(), kind: 'purge' as const, day, leaves: null, reason, buriedAt }
    return { ...stone, ...signer.sign(textOfTombstone(stone)) }
  })
  if (stones.length > 0) await store.buryDays(stones)
  return stones.length
}

/**
 * Removes the decisions of some events on request, content and salt; their leaves stay in the seals. False: one is not
 * sealed yet or came in between, and nothing was removed – seal, and ask again.
 */
export async function eraseDecisions(
  { store, signer, now, newId }: BuryDeps,
  request: { workspaceId: string; eventIds: string[]; reason: string },
): Promise<boolean> {
  const { workspaceId, eventIds, reason } = request
  const leaves = (await store.leavesToErase(workspaceId, eventIds)).replace(/\s/g, '')
  if (leaves === '') return true
  const buriedAt = now().toISOString()
  const stone = { workspaceId, tombstoneId: newId(), kind: 'erasure' as const, day: null, leaves, reason, buriedAt }
  return store.eraseDecisions({ ...stone, ...signer.sign(textOfTombstone(stone)) }, eventIds)
}
