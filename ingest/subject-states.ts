import { mergeSubjects } from '../core/consent/ledger.ts'
import type { SubjectState } from '../core/signals.ts'
import type { IngestStore } from '../supabase/queries/ports.ts'
import type { SubjectFacts } from '../supabase/queries/records.ts'
import { ledgerKeysMax } from './limits/numbers.ts'

export type StateOf = (subjectKeys: readonly string[]) => SubjectState

/** The ledger's answer for everyone a batch names, asked once. */
export async function readSubjectStates(
  store: Pick<IngestStore, 'subjectFacts'>,
  workspaceId: string,
  subjectKeys: ReadonlySet<string>,
): Promise<StateOf> {
  const keys = [...subjectKeys]
  const known = new Map<string, SubjectFacts>()
  for (let from = 0; from < keys.length; from += ledgerKeysMax) {
    const facts = await store.subjectFacts(workspaceId, keys.slice(from, from + ledgerKeysMax))
    for (const one of facts) known.set(one.subjectKey, one)
  }
  return (wanted) => mergeSubjects(wanted.flatMap((key) => known.get(key) ?? []))
}
