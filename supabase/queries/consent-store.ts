import type { Pool } from './database.ts'
import type { ConsentStore } from './ports.ts'

export function createConsentStore(pool: Pool): ConsentStore {
  return {
    record: (choice) =>
      pool.ask<{ recordId: string; cancelled: number }>(
        'record_consent',
        (sql) => sql`select api.record_consent(${JSON.stringify(choice)}::text::jsonb) as answer`,
      ),
  }
}
