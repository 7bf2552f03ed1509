import type { ConsentChoiceRecord } from '../../supabase/queries/records.ts'
import { workspaceId } from './a-snapshot.ts'

/** Someone of the builders' workspace denies advertising, now. */
export function aChoice(overrides: Partial<ConsentChoiceRecord> = {}): ConsentChoiceRecord {
  return {
    workspaceId,
    recordId: crypto.randomUUID(),
    subjects: [{ key: crypto.randomUUID(), kind: 'anonymous_id' }],
    kind: 'chosen',
    purposes: { advertising: 'denied' },
    chosenAt: new Date().toISOString(),
    source: 'source shop',
    reason: 'told',
    eventId: null,
    proof: null,
    ...overrides,
  }
}
