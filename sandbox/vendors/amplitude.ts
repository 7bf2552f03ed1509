import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { type Checklist, checklist, defineRows, type Verdict } from './checklist.ts'
import { isFilledString, listOf, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

const rows = defineRows('amplitude', {
  method: { source: 'DOC', ref: '12 Endpoint', rule: 'events are posted' },
  path: { source: 'DOC', ref: '12 Endpoint', rule: 'the path is /2/httpapi, or /api/2/deletions/users for deletion' },
  'body.json': { source: 'DOC', ref: '12 Auth', rule: 'the body is a JSON object' },
  api_key: { source: 'R', ref: '12 Auth', rule: 'the body has the api_key' },
  'body.size': { source: 'DOC', ref: '12 Limits', rule: 'a request has at most 1 MB' },
  'events.count': { source: 'DOC', ref: '12 Limits', rule: 'a request has 1 to 2,000 events' },
  'event.type': { source: 'DOC', ref: '12 Required', rule: 'an event has an event_type' },
  'event.id': { source: 'DOC', ref: '12 Required', rule: 'an event has user_id or device_id' },
  'event.id_length': {
    source: 'DOC',
    ref: '12 Required',
    rule: 'ids have at least 5 characters, or options.min_id_length',
  },
  'event.time': { source: 'R', ref: '12 Time', rule: 'time is in milliseconds' },
  'event.insert_id': { source: 'DOC', ref: '12 Dedup', rule: 'without insert_id repeats are counted', advice: true },
  'event.properties': { source: 'MEM', ref: '12 Required', rule: 'properties are objects' },
  'event.revenue': { source: 'MEM', ref: '12 Refund', rule: 'revenue is a number' },
})

type Checks = Checklist<keyof typeof rows>

/** Odd rule: the key stands in the body, and one bad row refuses the request, named by number. */
export const amplitude: Vendor = {
  type: 'amplitude',
  title: 'Amplitude HTTP V2',
  rows: Object.values(rows),
  secretFields: ['api_key'],
  judge(received) {
    const checks = checklist(rows)
    checks.check(received.method === 'POST', 'method', 'method')
    checks.check(received.path === eventsPath || received.path === deletionPath, 'path', 'path')
    checks.check(received.byteLength <= 1_000_000, 'body.size', 'body')
    const body = objectOr(received.json)
    if (checks.check(body !== null, 'body.json', 'body') && received.path !== deletionPath)
      checkBody(body ?? {}, checks)
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(received, verdict) }
  },
}

const eventsPath = '/2/httpapi'
const deletionPath = '/api/2/deletions/users'

function checkBody(body: JsonObject, checks: Checks): void {
  checks.check(isFilledString(body.api_key), 'api_key', 'api_key')
  const events = Array.isArray(body.events) ? body.events : []
  checks.check(events.length >= 1 && events.length <= 2000, 'events.count', 'events')
  const shortest = objectOr(body.options)?.min_id_length
  const lengthMin = typeof shortest === 'number' ? shortest : 5
  for (const [index, event] of events.entries())
    checkEvent(objectOr(event) ?? {}, `events[${index}]`, { checks, lengthMin })
}

function checkEvent(event: JsonObject, at: string, { checks, lengthMin }: { checks: Checks; lengthMin: number }): void {
  checks.check(isFilledString(event.event_type), 'event.type', `${at}.event_type`)
  const ids = [event.user_id, event.device_id].filter((id) => id !== undefined && id !== null)
  if (checks.check(ids.length > 0, 'event.id', `${at}.user_id`))
    checks.check(
      ids.every((id) => typeof id === 'string' && id.length >= lengthMin),
      'event.id_length',
      `${at}.user_id`,
    )
  const { time, revenue } = event
  const isMs = typeof time === 'number' && Number.isInteger(time) && time > 1e11 && time < 1e14
  checks.check(time === undefined || isMs, 'event.time', `${at}.time`)
  checks.check(isFilledString(event.insert_id), 'event.insert_id', `${at}.insert_id`)
  checks.check(revenue === undefined || typeof revenue === 'number', 'event.revenue', `${at}.revenue`)
  const objects = [event.event_properties, event.user_properties].filter((value) => value !== undefined)
  checks.check(objects.every(isJsonObject), 'event.properties', `${at}.event_properties`)
}

function answerOf({ path, json, byteLength }: Received, verdict: Verdict): Answer {
  if (path !== eventsPath) return path === deletionPath ? jsonAnswer(200, [{ day: '2026-11-24' }]) : jsonAnswer(404, {})
  if (verdict.accepted)
    return jsonAnswer(200, {
      code: 200,
      events_ingested: listOf(objectOr(json)?.events).length,
      payload_size_bytes: byteLength,
    })
  const broken = new Set(verdict.failures.map(({ row }) => row))
  if (broken.has('amplitude.body.size')) return jsonAnswer(413, { code: 413, error: 'Payload too large' })
  if (broken.has('amplitude.api_key')) return jsonAnswer(400, { code: 400, error: 'Invalid API key: ' })
  return jsonAnswer(400, { code: 400, error: 'Request missing required field', ...badRows(verdict) })
}

/** By field, each with its row numbers, as the vendor lists them. */
function badRows({ failures }: Verdict): JsonObject {
  const lists: Record<string, Record<string, number[]>> = {}
  for (const { row, path } of failures) {
    const [, number, field] = /^events\[(\d+)\]\.(\w+)$/.exec(path) ?? []
    if (number === undefined || field === undefined) continue
    const name = listFor[row] ?? 'events_with_invalid_fields'
    lists[name] = { ...lists[name], [field]: [...(lists[name]?.[field] ?? []), Number(number)] }
  }
  return lists
}

const listFor: Record<string, string> = {
  'amplitude.event.type': 'events_with_missing_fields',
  'amplitude.event.id': 'events_with_missing_fields',
  'amplitude.event.id_length': 'events_with_invalid_id_lengths',
}
