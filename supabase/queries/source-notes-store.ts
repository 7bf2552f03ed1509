import type { Pool } from './database.ts'
import type { SourceNotesStore } from './ports.ts'

export function createSourceNotesStore(pool: Pool): SourceNotesStore {
  return {
    add: async (notes) => {
      await pool.ask<null>(
        'note_sources',
        (sql) => sql`select api.note_sources(${JSON.stringify(notes)}::text::jsonb) as answer`,
      )
    },
  }
}
