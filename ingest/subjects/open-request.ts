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
  opening: Opening,
): Promise<{ requestId: string; askedBy: string; at: string }> {
  const request = requestOf(deps, opening)
  await store.open(request)
  return { requestId: request.requestId, askedBy: request.askedBy, at: request.requestedAt }
}

export function requestOf(
  deps: Pick<IngestDeps, 'clock' | 'newId'>,
  { kind, snapshot, asked, askedBy }: Opening,
): SubjectRequest {
  const { workspaceId } = snapshot
  const requestedAt = deps.clock().toISOString()
  return { workspaceId, requestId: deps.newId(), kind, subjectKeys: keysIn(asked), requestedAt, askedBy }
}

export function askedBy({ keyId }: KeyFacts): string {
  return `key ${keyId}`
}
