import type { Sender } from '../../destinations/send.ts'
import { aboutNobody } from '../../destinations/send.ts'
import { signatureHeaders } from '../../destinations/webhook/sign.ts'
import type { Alert, WatchStore } from '../../supabase/queries/watch-store.ts'

/** Standard Webhooks, to whoever operates the installation. */
export interface AlertWebhook {
  url: string
  secret: string
}

export interface TellingDeps {
  region: string
  store: Pick<WatchStore, 'untoldAlerts' | 'markAlertTold'>
  sender: Pick<Sender, 'send'>
  webhook: AlertWebhook
  now(): Date
}

/** Each opening and each end once; what fails is told again in a minute, under the same id. One that ended untold is told whole. */
export async function tellAlerts(deps: TellingDeps): Promise<void> {
  for (const alert of await deps.store.untoldAlerts()) {
    if (!alert.openingTold) {
      await post(alert, 'opened', deps)
      await deps.store.markAlertTold(alert.alertId, false)
    }
    if (alert.resolvedAt !== null) {
      await post(alert, 'resolved', deps)
      await deps.store.markAlertTold(alert.alertId, true)
    }
  }
}

type Change = 'opened' | 'resolved'

async function post(alert: Alert, change: Change, { region, sender, webhook, now }: TellingDeps): Promise<void> {
  const { alertId, workspaceId, code, detail, openedAt, resolvedAt } = alert
  const data = {
    alertId,
    region,
    workspaceId,
    code,
    detail,
    openedAt,
    resolvedAt: change === 'opened' ? null : resolvedAt,
  }
  const timestamp = change === 'opened' ? openedAt : resolvedAt
  const body = JSON.stringify({
    type: `alert.${change}`,
    timestamp,
    data: { ...data, message: sentenceOf(alert, change) },
  })
  const id = `msg_${alertId}_${change}`
  const signed = signatureHeaders({ id, sentAt: now(), body, secrets: [webhook.secret] })
  const headers = { 'content-type': 'application/json', ...signed }
  const { status } = await sender.send({ method: 'POST', url: webhook.url, headers, body }, aboutNobody)
  if (status < 200 || status > 299) throw new Error(`the alert webhook answered ${status}`)
}

function sentenceOf({ code, detail }: Alert, change: Change): string {
  const said = sentences[code]
  const what = said === undefined ? code : said(detail)
  return change === 'opened' ? `${what}.` : `Over: ${what}.`
}

const sentences: Record<string, (detail: Alert['detail']) => string> = {
  heartbeat_stopped: ({ ageSeconds }) =>
    `no heartbeat event arrived for ${String(ageSeconds)} seconds: ingest, the queue or the workers stand still`,
  reconciliation_gap: ({ hour, run, gap }) =>
    `${String(gap)} deliveries of run ${String(run)} in the hour of ${String(hour)} are in no state`,
}
