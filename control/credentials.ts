import type { Snapshot } from '../core/config.ts'
import { canonicalJson, type Json } from '../core/json.ts'
import { type MasterKey, workspaceKeys } from '../core/keyring.ts'
import { open, seal } from '../core/seal.ts'

type Sealer = Pick<Snapshot, 'workspaceId' | 'dataKeyWrapped'>

/** Credentials are sealed for one destination: the text opens under no other id. */
export function sealCredentials(
  master: MasterKey,
  workspace: Sealer,
  of: { destinationId: string; credentials: unknown },
) {
  return seal(sealingKey(master, workspace), canonicalJson(of.credentials), contextOf(of.destinationId))
}

/** A seal is new each time, so equal credentials are found by opening: an unchanged file must stay unchanged. */
export function sealsSame(
  master: MasterKey,
  workspace: Sealer,
  of: { destinationId: string; sealed: string | null; credentials: unknown },
): boolean {
  if (of.sealed === null) return false
  return open(sealingKey(master, workspace), of.sealed, contextOf(of.destinationId)) === canonicalJson(of.credentials)
}

/** For the export, which prints names of fields and no value. */
export function openCredentials(
  master: MasterKey,
  workspace: Sealer,
  of: { destinationId: string; sealed: string },
): Json {
  return JSON.parse(open(sealingKey(master, workspace), of.sealed, contextOf(of.destinationId)))
}

function sealingKey(master: MasterKey, workspace: Sealer): Uint8Array {
  return workspaceKeys(master.unwrap(workspace.dataKeyWrapped, workspace.workspaceId)).sealing
}

function contextOf(destinationId: string): string {
  return `credentials:${destinationId}`
}
