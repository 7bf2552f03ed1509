import { blindedKeyFor } from '../../core/ids.ts'
import type { WorkspaceKeys } from '../../core/keyring.ts'
import type { SubjectEvents } from './subject-ports.ts'

interface Sought {
  workspaceId: string
  keys: WorkspaceKeys
  subjectKeys: string[]
}

/** Ids of every event of a person. Of the refused the database cannot tell whose they are: each is tried. */
export async function findSubjectEvents(store: SubjectEvents, sought: Sought): Promise<string[]> {
  const { workspaceId, subjectKeys } = sought
  const found = await store.eventIds(workspaceId, subjectKeys)
  for (let page = await store.blinded(workspaceId, null); page.length > 0; ) {
    found.push(...page.filter(({ eventId, keys }) => isTheirs(sought, eventId, keys)).map(({ eventId }) => eventId))
    page = await store.blinded(workspaceId, page.at(-1) ?? null)
  }
  return found
}

function isTheirs({ keys, subjectKeys }: Sought, eventId: string, blinded: string[]): boolean {
  return subjectKeys.some((key) => blinded.includes(blindedKeyFor(keys, eventId, key)))
}
