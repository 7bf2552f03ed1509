import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { type Checklist, checklist, defineRows, type Verdict } from './checklist.ts'
import { isFilledString, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

const rows = defineRows('posthog', {
  method: { source: 'DOC', ref: '14 Endpoint', rule: 'events are posted' },
  path: {
    source: 'DOC',
    ref: '14 Endpoint',
    rule: 'the path is /batch/, /i/v0/e/ or /api/projects/ and a project’s persons/bulk_delete/',
  },
  'body.json': { source: 'DOC', ref: '14 Endpoint', rule: 'the body is a JSON object' },
  api_key: { source: 'DOC', ref: '14 Endpoint', rule: 'the body has the api_key' },
  'batch.count': { source: 'DOC', ref: '14 Endpoint', rule: 'a batch has events' },
  'event.size': { source: 'DOC', ref: '14 Limits', rule: 'an event has at most 1 MB' },
  'event.name': { source: 'DOC', ref: '14 Required', rule: 'an event has a name' },
  'event.distinct_id': { source: 'DOC', ref: '14 Required', rule: 'an event has a distinct_id' },
  'event.person': { source: 'MEM', ref: '14 Required', rule: 'distinct_id is no placeholder, at most 200 characters' },
  'event.uuid': { source: 'DOC', ref: '14 Dedup', rule: 'a uuid that is none is dropped', advice: true },
  'event.repeats': { source: 'DOC', ref: '14 Dedup', rule: 'without uuid repeats are counted', advice: true },
  'event.timestamp': { source: 'DOC', ref: '14 Endpoint', rule: 'timestamp is ISO 8601' },
  'event.future': { source: 'DOC', ref: '14 Limits', rule: 'more than 23 hours ahead is set to now', advice: true },
  'event.historical': {
    source: 'DOC',
    ref: '14 Limits',
    rule: 'events of 48 hours and more want historical_migration',
    advice: true,
  },
  'event.properties': { source: 'DOC', ref: '14 Required', rule: 'properties is an object' },
  'deletion.key': { source: 'DOC', ref: '14 Endpoint', rule: 'a deletion has a personal API key as Bearer' },
  'deletion.body': { source: 'DOC', ref: '14 Endpoint', rule: 'a deletion names 1 to 1,000 ids or distinct_ids' },
})

type Checks = Checklist<keyof typeof rows>

/** Odd rule: 200 also for what is dropped later: that shows in ingestion warnings only. */
export const posthog: Vendor = {
  type: 'posthog',
  title: 'PostHog',
  rows: Object.values(rows),
  secretFields: ['api_key'],
  judge(received, { now }) {
    const checks = checklist(rows)
    checks.check(received.method === 'POST', 'method', 'method')
    const door = doorOf(received.path)
    checks.check(door !== null, 'path', 'path')
    const body = objectOr(received.json)
    if (checks.check(body !== null, 'body.json', 'body') && body !== null)
      checkAt(door, body, { received, checks, nowMs: now.getTime() })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(door, verdict) }
  },
}

type Door = 'batch' | 'event' | 'deletion'

function doorOf(path: string): Door | null {
  if (/^\/batch\/?$/.test(path)) return 'batch'
  if (/^\/i\/v0\/e\/?$/.test(path)) return 'event'
  return /^\/api\/projects\/\d+\/persons\/bulk_delete\/$/.test(path) ? 'deletion' : null
}

interface Place {
  received: Received
  checks: Checks
  nowMs: number
}

function checkAt(door: Door | null, body: JsonObject, place: Place): void {
  if (door === 'deletion') checkDeletion(body, place)
  else checkEvents(door === 'event' ? [body] : body.batch, body, place)
}

function checkEvents(list: unknown, body: JsonObject, { checks, nowMs }: Place): void {
  checks.check(isFilledString(body.api_key), 'api_key', 'api_key')
  const events = Array.isArray(list) ? list : []
  checks.check(events.length > 0, 'batch.count', 'batch')
  const isHistorical = body.historical_migration === true
  for (const [index, event] of events.entries())
    checkEvent(objectOr(event) ?? {}, `batch[${index}]`, { checks, nowMs, isHistorical })
}

function checkEvent(
  event: JsonObject,
  at: string,
  { checks, nowMs, isHistorical }: { checks: Checks; nowMs: number; isHistorical: boolean },
): void {
  const { uuid, properties } = event
  checks.check(Buffer.byteLength(JSON.stringify(event)) <= 1_000_000, 'event.size', at)
  checks.check(isFilledString(event.event), 'event.name', `${at}.event`)
  const id = event.distinct_id ?? objectOr(properties)?.distinct_id
  if (checks.check(isFilledString(id), 'event.distinct_id', `${at}.distinct_id`))
    checks.check(!isPlaceholder(String(id)), 'event.person', `${at}.distinct_id`)
  if (checks.check(uuid !== undefined, 'event.repeats', `${at}.uuid`))
    checks.check(typeof uuid === 'string' && isUuid(uuid), 'event.uuid', `${at}.uuid`)
  checks.check(properties === undefined || isJsonObject(properties), 'event.properties', `${at}.properties`)
  checkTime(event.timestamp, `${at}.timestamp`, { checks, nowMs, isHistorical })
}

function checkTime(
  value: unknown,
  at: string,
  { checks, nowMs, isHistorical }: { checks: Checks; nowMs: number; isHistorical: boolean },
): void {
  if (value === undefined) return
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN
  if (!checks.check(Number.isFinite(ms), 'event.timestamp', at)) return
  checks.check(ms <= nowMs + 23 * 3_600_000, 'event.future', at)
  checks.check(isHistorical || nowMs - ms < 48 * 3_600_000, 'event.historical', at)
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

const placeholders = new Set(
  'anonymous guest distinctid distinct_id id email undefined true false null none 0 nan'.split(' '),
)

function isPlaceholder(id: string): boolean {
  return id.length > 200 || placeholders.has(id.toLowerCase())
}

function checkDeletion({ ids, distinct_ids: distinctIds }: JsonObject, { received, checks }: Place): void {
  checks.check(/^Bearer \S+$/.test(received.headers.authorization ?? ''), 'deletion.key', 'authorization')
  const named = [ids, distinctIds].filter(Array.isArray).flat()
  checks.check(named.length >= 1 && named.length <= 1000 && named.every(isFilledString), 'deletion.body', 'body')
}

function answerOf(door: Door | null, { accepted, failures }: Verdict): Answer {
  const broken = new Set(failures.map(({ row }) => row))
  if (door === null) return jsonAnswer(404, { detail: 'Not found.' })
  if (door === 'deletion') return answerOfDeletion(accepted, broken)
  if (broken.has('posthog.body.json')) return jsonAnswer(400, failure('validation_error', 'invalid_payload'))
  if (broken.has('posthog.api_key')) return jsonAnswer(401, failure('authentication_error', 'invalid_api_key'))
  if (broken.has('posthog.batch.count')) return jsonAnswer(400, failure('validation_error', 'empty_batch'))
  if (broken.has('posthog.event.distinct_id') || broken.has('posthog.event.name'))
    return jsonAnswer(400, failure('validation_error', 'missing_field'))
  return jsonAnswer(200, { status: 'Ok' })
}

function answerOfDeletion(accepted: boolean, broken: ReadonlySet<string>): Answer {
  if (accepted) return jsonAnswer(202, { persons_found: 1, persons_deleted: 1, events_queued_for_deletion: true })
  const isKey = broken.has('posthog.deletion.key')
  return isKey
    ? jsonAnswer(401, failure('authentication_error', 'not_authenticated'))
    : jsonAnswer(400, failure('validation_error', 'invalid_input'))
}

function failure(type: string, code: string): JsonObject {
  return { type, code, detail: 'refused by the sandbox', attr: null }
}
