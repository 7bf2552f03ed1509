import type { Snapshot } from './config.ts'
import { type KeyProvider, type WorkspaceKeys, workspaceKeys } from './keyring.ts'

/** Unwrapped once a snapshot; gone with it. */
const unwrapped = new WeakMap<Snapshot, WorkspaceKeys>()

export function keysOf(snapshot: Snapshot, provider: KeyProvider): WorkspaceKeys {
  const known = unwrapped.get(snapshot)
  if (known !== undefined) return known
  const keys = workspaceKeys(provider.unwrap(snapshot.dataKeyWrapped, snapshot.workspaceId))
  unwrapped.set(snapshot, keys)
  return keys
}
