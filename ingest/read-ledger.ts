import type { SubjectFacts } from '../core/signals.ts'
import type { IngestStore } from '../supabase/queries/ports.ts'
import { ledgerKeysMax } from './limits/numbers.ts'

/** What is known of everyone a batch names, by key; asked once. */
export type Ledger = Map<string, SubjectFacts>

export async function readLedger(
  store: Pick<IngestStore, 'subjectFacts'>,
  workspaceId: string,
  subjectKeys: ReadonlySet<string>,
): Promise<Ledger> {
  const keys = [...subjectKeys]
  const ledger: Ledger = new Map()
  for (let from = 0; from < keys.length; from += ledgerKeysMax) {
    const facts = await store.subjectFacts(workspaceId, keys.slice(from, from + ledgerKeysMax))
    for (const one of facts) ledger.set(one.subjectKey, one)
  }
  return ledger
}
