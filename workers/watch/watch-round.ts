import type { IngestStore, RegionAdminStore } from '../../supabase/queries/ports.ts'
import type { Alert, Firing, WatchStore } from '../../supabase/queries/watch-store.ts'
import type { WorkerLog } from '../worker-log.ts'
import { heartbeatRecord, heartbeatWorkspace } from './heartbeat-event.ts'
import { type TellingDeps, tellAlerts } from './tell-alerts.ts'

export interface WatchDeps extends Omit<TellingDeps, 'store' | 'webhook'> {
  store: WatchStore
  ingest: Pick<IngestStore, 'ingest'>
  admin: Pick<RegionAdminStore, 'putHome'>
  /** Null = nobody is to be called. */
  webhook: TellingDeps['webhook'] | null
  newId(): string
  log: WorkerLog
  onError(step: string, error: unknown): void
}

/** Three beats missed. */
const heartbeatAgeSecondsMax = 180
/** As in begin_heartbeat. */
const unwatchedSeconds = 300
const hourMs = 3_600_000

/** Once a minute by one process of all: what is wrong opens or ends, is told, and the next heartbeat is sent. */
export async function watchRound(deps: WatchDeps): Promise<void> {
  const { store, now, onError } = deps
  if (!(await store.claimDuty('watch', 50, now().toISOString()))) return
  const tried = (step: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => onError(step, error))
  await tried('heartbeat', () => judgeHeartbeat(deps))
  await tried('reconcile', () => reconcile(deps))
  await tried('alert', () => tell(deps))
  await tried('heartbeat', () => beat(deps))
}

async function judgeHeartbeat(deps: WatchDeps): Promise<void> {
  const { heartbeatAgeSeconds: age, heartbeatSentSecondsAgo: sent } = await deps.store.read(deps.now().toISOString())
  // A night without any process is no heart that stood still.
  const isWatched = sent !== null && sent < unwatchedSeconds
  const isStill = isWatched && age !== null && age > heartbeatAgeSecondsMax
  const detail = { ageSeconds: Math.round(age ?? 0) }
  await settle('heartbeat_stopped', isStill ? [{ workspaceId: null, subject: deps.region, detail }] : [], deps)
}

/** The last two hours every five minutes, the last two days every hour. */
async function reconcile(deps: WatchDeps): Promise<void> {
  const { store, now } = deps
  const at = now().toISOString()
  const isDaily = await store.claimDuty('reconcile_days', 3_590, at)
  if (!isDaily && !(await store.claimDuty('reconcile_hours', 290, at))) return
  const hour = Math.floor(now().getTime() / hourMs) * hourMs
  const from = new Date(hour - (isDaily ? 47 : 1) * hourMs).toISOString()
  const gaps = await store.checkReconciliation(from, new Date(hour + hourMs).toISOString())
  const firing = gaps.map(({ workspaceId, hour: gapHour, run, gap }) => ({
    workspaceId,
    subject: `${workspaceId} ${gapHour} ${run}`,
    detail: { hour: gapHour, run, gap },
  }))
  await settle('reconciliation_gap', firing, deps)
}

async function settle(code: string, firing: Firing[], { store, region, now, log }: WatchDeps): Promise<void> {
  const { opened, resolved } = await store.settleAlerts(code, firing, now().toISOString())
  for (const alert of opened) log.error(fieldsOf(alert, region), 'alert.opened')
  for (const alert of resolved) log.info(fieldsOf(alert, region), 'alert.resolved')
}

function fieldsOf({ alertId, workspaceId, code, detail }: Alert, region: string): object {
  return { alertId, region, workspaceId, code, ...detail }
}

async function tell({ webhook, ...deps }: WatchDeps): Promise<void> {
  if (webhook !== null) await tellAlerts({ ...deps, webhook })
}

async function beat({ store, ingest, admin, newId, now }: WatchDeps): Promise<void> {
  const eventId = newId()
  const home = { workspaceId: heartbeatWorkspace, epoch: 1, state: 'active', retentionDays: 1 } as const
  await admin.putHome(home)
  await store.beginHeartbeat(eventId, now().toISOString())
  const [result] = await ingest.ingest([heartbeatRecord(eventId, now())])
  if (result?.status !== 'accepted') throw new Error(`the heartbeat was not stored: ${result?.code}`)
}
