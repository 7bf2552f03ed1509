import type { Snapshot } from '../core/config.ts'
import type { HeldContent } from '../core/held-content.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { sealPart } from '../core/sealed-parts.ts'
import { keysIn } from '../core/subject-keys.ts'
import type { HoldRecord } from '../supabase/queries/records.ts'
import type { DecidedEvent } from './decide-event.ts'

/** What waits, sealed, for a choice of the device that sent it. Null: nothing does. */
export function holdRecord(
  decided: DecidedEvent,
  { snapshot, keys }: { snapshot: Snapshot; keys: WorkspaceKeys },
): HoldRecord | null {
  const { event, held, subjects, tokens } = decided
  const source = snapshot.sources.find(({ id }) => id === event.sourceId)
  const device = subjects.find(({ kind }) => kind === 'anonymous_id')
  if (held === null || device === undefined || source?.holdForConsent === undefined) return null
  const content: HeldContent = {
    event,
    variants: held.bundle.variants,
    plain: held.bundle.plain,
    network: held.kept,
  }
  return {
    deviceKey: device.key,
    subjectKeys: keysIn([...subjects, ...tokens]),
    seconds: source.holdForConsent.minutes * 60,
    sealed: sealPart(content, { eventId: event.eventId, keys }) ?? '',
  }
}
