import type { DestinationConfig, DestinationLimits, DestinationType, Snapshot } from '../core/config.ts'
import type { KeyProvider, WorkspaceKeys } from '../core/keyring.ts'
import { keysOf } from '../core/keys-of-snapshot.ts'
import { open } from '../core/seal.ts'
import type { AnyDestination } from '../destinations/registry.ts'

/** A destination ready to send: its type, parsed settings, opened credentials. */
export interface Outfit {
  definition: AnyDestination
  settings: unknown
  credentials: unknown
  keys: WorkspaceKeys
  /** Preflight codes that hold an event back. */
  blockOn: readonly string[] | undefined
  limits?: DestinationLimits | undefined
}

/** A reason instead when an admin must act first; the destination is paused with it and the work is kept. */
export function outfitFor(
  destination: DestinationConfig,
  snapshot: Snapshot,
  deps: { destinationFor(type: DestinationType): AnyDestination | null; keyProvider: KeyProvider },
): Outfit | { pause: string } {
  const definition = deps.destinationFor(destination.type)
  if (definition === null) return { pause: 'unknown_destination_type' }
  const settings = definition.settings.safeParse(destination.settings)
  if (!settings.success) return { pause: 'settings_invalid' }
  const keys = keysOf(snapshot, deps.keyProvider)
  const credentials = definition.credentials.safeParse(openCredentials(destination, keys))
  if (!credentials.success) return { pause: 'credentials_invalid' }
  const { blockOn, limits } = destination
  return { definition, settings: settings.data, credentials: credentials.data, keys, blockOn, limits }
}

function openCredentials(destination: DestinationConfig, keys: WorkspaceKeys): unknown {
  if (destination.credentialsSealed === null) return {}
  try {
    return JSON.parse(open(keys.sealing, destination.credentialsSealed, `credentials:${destination.id}`))
  } catch {
    return undefined
  }
}
