import type { IdentityBundle } from './identity/bundle.ts'
import type { WorkspaceKeys } from './keyring.ts'
import { eventSealContext, open, seal } from './seal.ts'

/** Whose parts: a part opens for its own event alone. */
export interface PartsOf {
  eventId: string
  keys: WorkspaceKeys
}

/** Null: there is nothing in it. */
export function sealPart(part: object, { eventId, keys }: PartsOf): string | null {
  return Object.keys(part).length === 0 ? null : seal(keys.sealing, JSON.stringify(part), eventSealContext(eventId))
}

/** It was written by sealPart and nothing else writes it. */
export function openPart<Part extends object>(sealed: string | null, { eventId, keys }: PartsOf): Part | null {
  return sealed === null ? null : (JSON.parse(open(keys.sealing, sealed, eventSealContext(eventId))) as Part)
}

export function pickPlain(plain: IdentityBundle['plain'], fields: readonly string[]): IdentityBundle['plain'] {
  return Object.fromEntries(Object.entries(plain).filter(([field]) => fields.includes(field)))
}
