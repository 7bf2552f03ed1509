import { z } from 'zod'
import type { Snapshot } from '../../core/config.ts'
import { type Changed, snapshotVerb } from '../snapshot-verb.ts'

export const SaveWorkspace = z.strictObject({ name: z.string().min(1).max(200), euOnly: z.boolean() })
export type SaveWorkspace = z.infer<typeof SaveWorkspace>

export const saveWorkspace = snapshotVerb({ action: 'saveWorkspace', input: SaveWorkspace, change })

function change(snapshot: Snapshot, input: SaveWorkspace): Changed {
  return {
    id: snapshot.workspaceId,
    target: 'workspace',
    before: { name: snapshot.name, euOnly: snapshot.euOnly },
    after: input,
    snapshot: { ...snapshot, ...input },
  }
}
