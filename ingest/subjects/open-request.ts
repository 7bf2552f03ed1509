import type { Snapshot } from '../../core/config.ts'
import { keysIn, type SubjectRef } from '../../core/subject-keys.ts'
import type { SubjectRequest, SubjectStore } from '../../supabase/queries/subject-ports.ts'
import type { IngestDeps, KeyFacts } from '../ports.ts'

interface Opening {
  kind: SubjectRequest['kind']
  snapshot: Snapshot
  asked: SubjectRef[]
  askedBy: string
}

/** Written down before anything is read: whoever looks a person up leaves a trace, also where the answer fails. */
export async function openRequest(
  deps: Pick<IngestDeps, 'clock' | 'newId'>,
  store: Pick<SubjectStore, 'open'>,
  { kind, snapshot, asked, askedBy }: Opening,
): Promise<{ requestId: string; askedBy: string; at: string }> {
  const [requestId, at] = [deps.newId(), deps.clock().toISOString()]
  const { workspaceId } = snapshot
  await store.open({ workspaceId, requestId, kind, subjectKeys: keysIn(asked), requestedAt: at, askedBy })
  return { requestId, askedBy, at }
}

export function askedBy({ keyId }: KeyFacts): string {
  return `key ${keyId}`
}
