import type { MaintainStore } from '../supabase/queries/ports.ts'

export interface TendingDeps {
  store: Pick<MaintainStore, 'stopped' | 'drain' | 'readmit' | 'expireStopped'>
  isConfigured(workspaceId: string, destinationId: string): Promise<boolean>
  now(): Date
  onTended(what: { expired: number } | { cancelled: number; workspaceId: string; destinationId: string }): void
}

/**
 * Destinations that lease nothing: what waits too long ends by age, and what waits for one that is gone is cancelled.
 * Configuration is of another database, so a removal may have been told here or not.
 */
export async function tendStopped(deps: TendingDeps): Promise<void> {
  const { store } = deps
  const expired = await store.expireStopped(deps.now())
  if (expired > 0) deps.onTended({ expired })
  for (const { workspaceId, destinationId, state } of await store.stopped()) {
    const isConfigured = await deps.isConfigured(workspaceId, destinationId)
    if (isConfigured && state === 'removed') await store.readmit(workspaceId, destinationId)
    if (isConfigured) continue
    const cancelled = await store.drain(workspaceId, destinationId)
    if (cancelled > 0) deps.onTended({ cancelled, workspaceId, destinationId })
  }
}
