import type { MaintainStore } from '../supabase/queries/ports.ts'

/** Access that nobody uses any more is not kept. Configuration is of another database, so no foreign key does this. */
export async function forgetTokens(deps: {
  store: Pick<MaintainStore, 'oauthTokens' | 'forgetOAuthToken'>
  isConfigured(workspaceId: string, destinationId: string): Promise<boolean>
}): Promise<void> {
  for (const { workspaceId, destinationId } of await deps.store.oauthTokens()) {
    if (await deps.isConfigured(workspaceId, destinationId)) continue
    await deps.store.forgetOAuthToken(workspaceId, destinationId)
  }
}
