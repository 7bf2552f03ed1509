import type { ApiKeyRow } from '../../supabase/queries/ports.ts'
import { authorise } from '../authorise.ts'
import type { Control } from '../control.ts'

export const rotateAfterDays = 90

export interface ListedKey extends ApiKeyRow {
  ageDays: number
  /** In use for more than 90 days: issue another, then revoke this one. */
  rotate: boolean
}

export async function listKeys(control: Control, workspaceId: string): Promise<ListedKey[]> {
  authorise(control.actor, 'listKeys', workspaceId)
  const rows = await control.store.keys(workspaceId)
  return rows.map((row) => listed(row, control.now()))
}

function listed(row: ApiKeyRow, now: Date): ListedKey {
  const ageDays = Math.floor((now.getTime() - Date.parse(row.createdAt)) / 86_400_000)
  return { ...row, ageDays, rotate: row.revokedAt === null && ageDays > rotateAfterDays }
}
