import { LRUCache } from 'lru-cache'
import type { Snapshot } from '../../core/config.ts'
import type { ControlStore } from './ports.ts'

/** How late a change of configuration may be noticed; half of the second that revocation promises (design 4, 8). */
const pollEveryMs = 500
const snapshotsMax = 10_000

export interface SnapshotWatch {
  /** Null = control knows no such workspace. A known one serves on while control is away. */
  current(workspaceId: string): Promise<Snapshot | null>
  stop(): Promise<void>
}

/** Per workspace and never "everything since": configuration rows commit out of order. */
export function watchSnapshots(deps: {
  control: Pick<ControlStore, 'snapshot' | 'versions'>
  log: { warn(fields: object, message: string): void }
}): SnapshotWatch {
  const snapshots = new LRUCache<string, Snapshot>({ max: snapshotsMax })
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()

  async function load(workspaceId: string): Promise<Snapshot | null> {
    const snapshot = await deps.control.snapshot(workspaceId)
    if (snapshot === null) snapshots.delete(workspaceId)
    else snapshots.set(workspaceId, snapshot)
    return snapshot
  }

  async function poll(): Promise<void> {
    const versions = await deps.control.versions([...snapshots.keys()])
    const stale = versions.filter(({ workspaceId, version }) => snapshots.peek(workspaceId)?.version !== version)
    await Promise.all(stale.map(({ workspaceId }) => load(workspaceId)))
  }

  function plan(): void {
    timer = setTimeout(() => {
      round = poll()
        .catch((error: unknown) => deps.log.warn({ err: error }, 'config.poll_failed'))
        .finally(() => (stopped ? undefined : plan()))
    }, pollEveryMs)
    timer.unref()
  }

  plan()
  return {
    current: async (workspaceId) => snapshots.get(workspaceId) ?? load(workspaceId),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}
