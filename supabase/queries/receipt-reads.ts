import type { ReceiptRow } from '../../core/receipts/receipt.ts'
import type { Tombstone } from '../../core/receipts/seal.ts'
import type { SealView } from '../../core/receipts/verify.ts'
import type { Pool } from './database.ts'
import type { ReceiptReads } from './ports.ts'

const sealsAtOnce = 20

export function createReceiptReads(pool: Pool): ReceiptReads {
  return {
    seals: (workspaceId, afterN) =>
      pool.ask<SealView[]>(
        'read_seals',
        (sql) => sql`
          select api.read_seals(${workspaceId}::text::uuid, ${afterN}::text::bigint, ${sealsAtOnce}::int) as answer
        `,
      ),
    rows: (workspaceId, fromWritten, belowWritten) =>
      pool.ask<ReceiptRow[]>(
        'read_receipts',
        (sql) => sql`
          select api.read_receipts(
            ${workspaceId}::text::uuid, ${fromWritten}::text::bigint, ${belowWritten}::text::bigint
          ) as answer
        `,
      ),
    tombstones: (workspaceId) =>
      pool.ask<Tombstone[]>(
        'read_tombstones',
        (sql) => sql`select api.read_tombstones(${workspaceId}::text::uuid) as answer`,
      ),
    sealedBelow: async () =>
      Number(
        await pool.ask<string>('read_seal_position', (sql) => sql`select api.read_seal_position()::text as answer`),
      ),
  }
}
