import { futureSecondsMax, futureSecondsQuiet } from './limits/numbers.ts'
import type { ItemProblem } from './strict-json.ts'

export interface Warning {
  code: string
  path: string
  message: string
}

export interface ClaimedTimes {
  timestamp: string | null
  originalTimestamp: string | null
  sentAt?: unknown
}

interface Corrected {
  occurredAt: Date
  warnings: Warning[]
}

/**
 * Sender's clocks are wrong by a constant: what `sentAt` is off against the arrival is added to the claimed time
 * (Segment's rule). A time still in the future is clamped to the arrival, and refused beyond 24 h.
 */
export function correctClock(times: ClaimedTimes, receivedAt: Date): Corrected | { problem: ItemProblem } {
  const path = times.timestamp === null ? 'originalTimestamp' : 'timestamp'
  const claimed = times.timestamp ?? times.originalTimestamp
  if (claimed === null) return { occurredAt: receivedAt, warnings: [] }
  const claimedMs = parseTime(claimed)
  if (claimedMs === null) return problem('invalid_timestamp', path, 'must be an ISO 8601 time')
  const sentMs = parseTime(times.sentAt)
  const skewMs = sentMs === null ? 0 : receivedAt.getTime() - sentMs
  const sentWarnings = sentMs === null && hasText(times.sentAt) ? [sentAtIgnored] : []
  return bounded({ occurredMs: claimedMs + skewMs, receivedAt, path, warnings: sentWarnings })
}

const sentAtIgnored: Warning = {
  code: 'sent_at_ignored',
  path: 'sentAt',
  message: 'is no ISO 8601 time: the clock was not corrected',
}

/** Long before the first event anyone could send; Postgres and ISO text hold what is later. */
const earliestMs = Date.UTC(1970, 0, 1)

function bounded(event: {
  occurredMs: number
  receivedAt: Date
  path: string
  warnings: Warning[]
}): Corrected | { problem: ItemProblem } {
  const { occurredMs, receivedAt, path, warnings } = event
  if (occurredMs < earliestMs) return problem('timestamp_too_old', path, 'lies before 1970')
  const aheadSeconds = (occurredMs - receivedAt.getTime()) / 1000
  if (aheadSeconds <= 0) return { occurredAt: new Date(occurredMs), warnings }
  if (aheadSeconds > futureSecondsMax) return problem('timestamp_in_future', path, 'lies more than 24 h in the future')
  const clamped = { code: 'timestamp_clamped', path, message: 'lay in the future: set to the time of arrival' }
  return { occurredAt: receivedAt, warnings: aheadSeconds > futureSecondsQuiet ? [...warnings, clamped] : warnings }
}

const isoTime =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** Without an offset a time is UTC; the language would take the server's zone. */
export function parseTime(value: unknown): number | null {
  const match = typeof value === 'string' ? isoTime.exec(value) : null
  if (match === null) return null
  const [, date = '', minutes = '00:00', seconds = '00', fraction = '0', offset = 'Z'] = match
  const ms = Date.parse(`${date}T${minutes}:${seconds}.${fraction.slice(0, 3)}${fullOffset(offset)}`)
  return Number.isNaN(ms) || !isCalendarDay(date) ? null : ms
}

function fullOffset(offset: string): string {
  if (offset.toUpperCase() === 'Z') return 'Z'
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  return `${offset[0]}${digits.slice(0, 2)}:${digits.slice(2)}`
}

/** The language rolls 31 February over into March. */
function isCalendarDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)
}

function problem(code: string, path: string, message: string): { problem: ItemProblem } {
  return { problem: { code, path, message } }
}

function hasText(value: unknown): boolean {
  return value !== null && value !== undefined && value !== ''
}
