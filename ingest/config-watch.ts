import type { ControlStore } from '../supabase/queries/ports.ts'
import type { KeyCache } from './key-cache.ts'
import { configPollMs } from './limits/numbers.ts'
import type { ConfigHealth, Log } from './ports.ts'
import type { SnapshotCache } from './snapshot-cache.ts'

export interface ConfigWatch {
  /** One round; never rejects. The loop calls it, and so do tests. */
  poll(): Promise<void>
  health(): ConfigHealth
  start(): void
  stop(): Promise<void>
}

interface ConfigWatchOptions {
  control: Pick<ControlStore, 'versions'>
  keys: KeyCache
  snapshots: SnapshotCache
  log: Log
  nowMs(): number
  intervalMs?: number
}

/**
 * Asks control for the versions of the workspaces at hand, one by one and not for "everything since": rows commit out
 * of order. A revoked key is refused at most two rounds later.
 */
export function createConfigWatch(options: ConfigWatchOptions): ConfigWatch {
  const keysVersions = new Map<string, number>()
  let heardAtMs: number | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let round: Promise<void> = Promise.resolve()

  async function poll(): Promise<void> {
    try {
      const known = new Set([...options.snapshots.versions().keys(), ...options.keys.workspaceIds()])
      const versions = await options.control.versions([...known])
      applyKeys(versions)
      forget(known, versions)
      await applySnapshots(versions)
      heardAtMs = options.nowMs()
    } catch (error) {
      options.log.warn({ err: error }, 'config.poll_failed')
    }
  }

  /** A workspace seen for the first time is dropped, too: its keys may have been read before the last change. */
  function applyKeys(versions: WorkspaceVersion[]): void {
    for (const { workspaceId, keysVersion } of versions) {
      if (keysVersions.get(workspaceId) === keysVersion) continue
      keysVersions.set(workspaceId, keysVersion)
      options.keys.dropWorkspace(workspaceId)
    }
  }

  function forget(asked: Set<string>, answered: WorkspaceVersion[]): void {
    const found = new Set(answered.map(({ workspaceId }) => workspaceId))
    for (const gone of [...asked].filter((workspaceId) => !found.has(workspaceId))) {
      keysVersions.delete(gone)
      options.keys.dropWorkspace(gone)
      options.snapshots.drop(gone)
    }
  }

  async function applySnapshots(versions: WorkspaceVersion[]): Promise<void> {
    const atHand = options.snapshots.versions()
    const changed = versions.filter(({ workspaceId, version }) => (atHand.get(workspaceId) ?? version) !== version)
    await Promise.all(changed.map(({ workspaceId }) => options.snapshots.refresh(workspaceId)))
  }

  function schedule(): void {
    timer = setTimeout(() => {
      round = poll().finally(() => timer !== null && schedule())
    }, options.intervalMs ?? configPollMs)
  }

  return {
    poll,
    health: () => ({ silentSeconds: heardAtMs === null ? null : (options.nowMs() - heardAtMs) / 1000 }),
    start: schedule,
    async stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      await round
    },
  }
}

interface WorkspaceVersion {
  workspaceId: string
  version: number
  keysVersion: number
}
