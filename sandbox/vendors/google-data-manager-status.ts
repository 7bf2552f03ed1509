import type { JsonObject } from '../../core/json.ts'
import { objectOr } from './values.ts'

/**
 * What becomes of a request is in its id, so that the fake needs no memory: rows, moment, and per reason how many rows.
 * A row is refused later for what only Google's side knows; here a gclid says so.
 */
export function requestIdFor(events: unknown[], { nowMs, traceId }: { nowMs: number; traceId: string }): string {
  const counts = new Map<string, number>()
  for (const event of events) {
    const reason = laterReason(objectOr(event) ?? {}, nowMs)
    if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const told = [...counts].map(([reason, count]) => `${reason}~${count}`)
  return [`sandbox-${traceId}`, events.length, nowMs, ...told].join('.')
}

const dayMs = 24 * 3_600_000

function laterReason(event: JsonObject, nowMs: number): string | null {
  const gclid = objectOr(event.adIdentifiers)?.gclid
  if (typeof gclid === 'string' && /refused_later/i.test(gclid)) return 'INVALID_GCLID'
  if (typeof gclid === 'string' && /duplicate_later/i.test(gclid)) return 'DUPLICATE_TRANSACTION_ID'
  if (objectOr(event.consent)?.adUserData === 'CONSENT_DENIED') return 'DENIED_CONSENT'
  return nowMs - Date.parse(String(event.eventTimestamp)) > 90 * dayMs ? 'EVENT_TOO_OLD' : null
}

/** A request is in the works for so long. */
const worksMs = 5_000

/** Null = no id of ours. */
export function statusFor(requestId: string, nowMs: number): JsonObject | null {
  const [name = '', rows = '', at = '', ...told] = requestId.split('.')
  if (!/^sandbox-/.test(name) || !/^\d+$/.test(rows) || !/^\d+$/.test(at)) return null
  if (nowMs - Number(at) < worksMs) return statusOf({ requestStatus: 'PROCESSING' })
  const counts = told.map((one) => one.split('~')).map(([reason = '', count = '0']) => errorCount(reason, count))
  const refused = counts.reduce((sum, { recordCount }) => sum + Number(recordCount), 0)
  const succeeded = refused === 0 ? 'SUCCESS' : 'PARTIAL_SUCCESS'
  return statusOf({
    requestStatus: refused === Number(rows) && refused > 0 ? 'FAILED' : succeeded,
    ...(refused > 0 && { errorInfo: { errorCounts: counts } }),
    eventsIngestionStatus: { recordCount: rows },
  })
}

/** int64 comes as text in proto JSON. */
function errorCount(reason: string, recordCount: string) {
  return { recordCount, reason: `PROCESSING_ERROR_REASON_${reason}` }
}

function statusOf(status: JsonObject): JsonObject {
  return { requestStatusPerDestination: [{ destination: { productDestinationId: '7001' }, ...status }] }
}
