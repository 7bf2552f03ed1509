import type { JsonObject } from '../../core/json.ts'
import type { Pool } from './database.ts'

/** Something a person must look at, from its first sight to its end. */
export interface Alert {
  alertId: string
  /** Null: of the region as a whole. */
  workspaceId: string | null
  code: string
  subject: string
  detail: JsonObject
  openedAt: string
  resolvedAt: string | null
}

export interface Firing {
  workspaceId: string | null
  /** Told once as long as it lasts. */
  subject: string
  detail: JsonObject
}

export interface ReconciliationGap {
  workspaceId: string
  hour: string
  run: number
  gap: number
}

export interface WatchReading {
  /** Null: none was ever sent. */
  heartbeatAgeSeconds: number | null
  heartbeatSentSecondsAgo: number | null
  alerts: { code: string; count: number }[]
  reconciliation: {
    workspaceId: string
    hour: string
    run: number
    fanOut: number
    terminal: number
    inFlight: number
    gap: number
  }[]
}

export interface WatchStore {
  /** True for one process within this time. */
  claimDuty(duty: string, everySeconds: number, now: string): Promise<boolean>
  beginHeartbeat(eventId: string, now: string): Promise<void>
  acknowledgeHeartbeat(eventId: string, now: string): Promise<boolean>
  checkReconciliation(from: string, to: string): Promise<ReconciliationGap[]>
  /** All that this code finds wrong now: what is new opens, what is gone ends. */
  settleAlerts(code: string, firing: Firing[], now: string): Promise<{ opened: Alert[]; resolved: Alert[] }>
  untoldAlerts(): Promise<(Alert & { openingTold: boolean })[]>
  markAlertTold(alertId: string, isEnd: boolean): Promise<void>
  read(now: string): Promise<WatchReading>
}

export function createWatchStore(pool: Pool): WatchStore {
  return {
    claimDuty: (duty, everySeconds, now) =>
      pool.ask<boolean>(
        'claim_duty',
        (sql) => sql`select api.claim_duty(${duty}::text, ${everySeconds}::int, ${now}::text::timestamptz) as answer`,
      ),
    beginHeartbeat: async (eventId, now) => {
      await pool.ask<null>(
        'begin_heartbeat',
        (sql) => sql`select api.begin_heartbeat(${eventId}::text::uuid, ${now}::text::timestamptz) as answer`,
      )
    },
    acknowledgeHeartbeat: (eventId, now) =>
      pool.ask<boolean>(
        'acknowledge_heartbeat',
        (sql) => sql`select api.acknowledge_heartbeat(${eventId}::text::uuid, ${now}::text::timestamptz) as answer`,
      ),
    checkReconciliation: (from, to) =>
      pool.ask<ReconciliationGap[]>(
        'check_reconciliation',
        (sql) => sql`
          select api.check_reconciliation(${from}::text::timestamptz, ${to}::text::timestamptz) as answer
        `,
      ),
    settleAlerts: (code, firing, now) =>
      pool.ask<{ opened: Alert[]; resolved: Alert[] }>(
        'settle_alerts',
        (sql) => sql`
          select api.settle_alerts(
            ${code}::text, ${JSON.stringify(firing)}::text::jsonb, ${now}::text::timestamptz
          ) as answer
        `,
      ),
    untoldAlerts: () =>
      pool.ask<(Alert & { openingTold: boolean })[]>(
        'untold_alerts',
        (sql) => sql`select api.untold_alerts() as answer`,
      ),
    markAlertTold: async (alertId, isEnd) => {
      await pool.ask<null>(
        'mark_alert_told',
        (sql) => sql`select api.mark_alert_told(${alertId}::text::uuid, ${isEnd}::boolean) as answer`,
      )
    },
    read: (now) =>
      pool.ask<WatchReading>('read_watch', (sql) => sql`select api.read_watch(${now}::text::timestamptz) as answer`),
  }
}
