import type { Snapshot } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import type { Control } from './control.ts'

/** Ends what waits for destinations that are gone. Where the region cannot be reached its workers do it within minutes. */
export async function drainRemoved(control: Control, before: Snapshot, after: Snapshot): Promise<void> {
  const kept = new Set(after.destinations.map(({ id }) => id))
  const removed = before.destinations.filter(({ id }) => !kept.has(id))
  for (const { id } of removed) await drainOne(control, after, id)
}

async function drainOne(control: Control, { region, workspaceId }: Snapshot, destinationId: string): Promise<void> {
  try {
    await control.region(region).drain(workspaceId, destinationId)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}
