import { z } from 'zod'
import { verifyReceipts } from '../../core/receipts/verify.ts'
import { admitReader } from '../admit-reader.ts'
import { readJsonBody } from '../read-body.ts'
import { Refusal, unavailable } from '../refusal.ts'
import type { Door } from './door.ts'

const headsMax = 1_000

const VerifyRequest = z.strictObject({
  /** Kept elsewhere; those of other workspaces are passed over. */
  heads: z
    .array(z.looseObject({ workspaceId: z.string(), n: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(headsMax)
    .default([]),
})

/** Is every decision as it was sealed? Tells what was lawfully removed from what was altered, and names the first. */
export const verifyReceiptsDoor: Door = (app, deps) => {
  app.post('/v1/ops/receipts/verify', async (c) => {
    const { snapshot, stores } = await admitReader(c, deps, ['ops'])
    const reads = stores.receipts
    if (reads === undefined) throw unavailable('receipts_not_served', 'receipts are not verified at this address')
    const parsed = VerifyRequest.safeParse(await readJsonBody(c.req.raw))
    if (!parsed.success) throw new Refusal(400, 'invalid_heads', '`heads` must be exported heads')
    const { workspaceId } = snapshot
    const heads = parsed.data.heads.filter((head) => head.workspaceId === workspaceId)
    const source = {
      seals: (afterN: number) => reads.seals(workspaceId, afterN),
      rows: (from: number, below: number) => reads.rows(workspaceId, from, below),
      tombstones: () => reads.tombstones(workspaceId),
      sealedBelow: () => reads.sealedBelow(),
    }
    const result = await verifyReceipts(source, { verifier: deps.receiptKey(), heads })
    return c.json({ workspaceId, headsCompared: heads.length, ...result })
  })
}
