import type { ConsentChoiceRecord } from '../../supabase/queries/ports.ts'
import { workspaceId } from './a-snapshot.ts'

/** Someone of the builders' workspace denies advertising, now. */
export function aChoice(overrides: Partial<ConsentChoiceRecord> = {}): ConsentChoiceRecord {
  return {
    workspaceId,
    recordId: crypto.randomUUID(),
    subjectKeys: [crypto.randomUUID()],
    purposes: { advertising: 'denied' },
    chosenAt: new Date().toISOString(),
    source: 'source shop',
    proof: null,
    ...overrides,
  }
}
