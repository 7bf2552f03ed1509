import { replacePersonalId } from '../core/identity/personal-ids.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import type { Warning } from './correct-clock.ts'
import type { WireEvent } from './wire-event.ts'

export const idNames = ['userId', 'anonymousId', 'previousId', 'groupId', 'messageId'] as const
export type IdName = (typeof idNames)[number]

export interface CleanIds {
  ids: Record<IdName, string | null>
  /** The raw ones that were replaced: for subject keys, in memory only. */
  personal: string[]
  /** Which fields. */
  replaced: IdName[]
  warnings: Warning[]
}

/** Before anything else sees an id: one that is an e-mail or a phone becomes a keyed pseudonym, flagged. */
export function cleanIds(event: Pick<WireEvent, IdName>, keys: WorkspaceKeys): CleanIds {
  const cleaned: CleanIds = { ids: { ...noIds }, personal: [], replaced: [], warnings: [] }
  for (const name of idNames) {
    const sent = event[name]
    if (sent !== null) replaceOne(cleaned, { name, sent, keys })
  }
  return cleaned
}

const noIds = { userId: null, anonymousId: null, previousId: null, groupId: null, messageId: null }

function replaceOne(
  cleaned: CleanIds,
  { name, sent, keys }: { name: IdName; sent: string; keys: WorkspaceKeys },
): void {
  const { id, replaced } = replacePersonalId(sent, keys)
  cleaned.ids[name] = id
  if (replaced === null) return
  cleaned.replaced.push(name)
  if (name !== 'groupId' && name !== 'messageId') cleaned.personal.push(sent)
  cleaned.warnings.push({
    code: 'personal_id_replaced',
    path: name,
    message: `is an ${article(replaced)}: replaced by a pseudonym`,
  })
}

function article(kind: 'email' | 'phone'): string {
  return kind === 'email' ? 'e-mail address' : 'international phone number'
}
