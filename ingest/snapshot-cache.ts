import { LRUCache } from 'lru-cache'
import type { Snapshot } from '../core/config.ts'
import { ageLimit } from './isolate-cache.ts'
import { snapshotCacheMax } from './limits/numbers.ts'
import type { SnapshotSource } from './ports.ts'

export interface SnapshotCache extends SnapshotSource {
  /** Versions at hand, for the poll loop. */
  versions(): Map<string, number>
  drop(workspaceId: string): void
}

interface SnapshotCacheOptions {
  load(workspaceId: string, version?: number): Promise<Snapshot | null>
  max?: number
  /** For isolates (see isolate-cache.ts). */
  ttlMs?: number
}

const pastMax = 100

/** One immutable snapshot a workspace. A known one serves on while control is away. */
export function createSnapshotCache(options: SnapshotCacheOptions): SnapshotCache {
  const snapshots = new LRUCache<string, Snapshot>({
    max: options.max ?? snapshotCacheMax,
    ...ageLimit(options.ttlMs),
  })
  // Past ones never change; few are looked at, by people.
  const past = new LRUCache<string, Snapshot>({ max: pastMax })
  const underway = new Map<string, Promise<Snapshot | null>>()

  async function load(workspaceId: string): Promise<Snapshot | null> {
    const snapshot = await options.load(workspaceId)
    if (snapshot === null) snapshots.delete(workspaceId)
    else keepNewer(snapshot)
    return snapshot
  }

  function keepNewer(snapshot: Snapshot): void {
    const known = snapshots.get(snapshot.workspaceId)
    if (known === undefined || known.version < snapshot.version || options.ttlMs !== undefined) {
      snapshots.set(snapshot.workspaceId, snapshot)
    }
  }

  function loadOnce(workspaceId: string): Promise<Snapshot | null> {
    if (options.ttlMs !== undefined) return load(workspaceId)
    const running = underway.get(workspaceId)
    if (running !== undefined) return running
    const started = load(workspaceId).finally(() => underway.delete(workspaceId))
    underway.set(workspaceId, started)
    return started
  }

  async function loadPast(workspaceId: string, version: number): Promise<Snapshot | null> {
    const snapshot = await options.load(workspaceId, version)
    if (snapshot !== null) past.set(`${workspaceId} ${version}`, snapshot)
    return snapshot
  }

  return {
    current: async (workspaceId) => snapshots.get(workspaceId) ?? (await loadOnce(workspaceId)),
    refresh: async (workspaceId) => {
      await load(workspaceId)
    },
    version: async (workspaceId, version) => {
      const current = snapshots.get(workspaceId)
      if (current?.version === version) return current
      return past.get(`${workspaceId} ${version}`) ?? (await loadPast(workspaceId, version))
    },
    versions: () => new Map([...snapshots.entries()].map(([id, snapshot]) => [id, snapshot.version])),
    drop: (workspaceId) => snapshots.delete(workspaceId),
  }
}
