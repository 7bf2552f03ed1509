import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { checklist, type Verdict } from './checklist.ts'
import { checkEvent } from './ga4-event.ts'
import { type Ga4Checks, rows } from './ga4-rows.ts'
import { checkUserData, checkUserProperties } from './ga4-user.ts'
import { isFilledString, objectOr, pathKey } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: the answer is 204 whatever was sent. Only the record's verdict, or the debug path, tells what GA drops. */
export const ga4: Vendor = {
  type: 'ga4',
  title: 'Google Analytics 4 Measurement Protocol',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, context) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const body = objectOr(received.json)
    if (checks.check(body !== null, 'body.json', 'body') && body !== null) {
      checkBody(body, { query: received.query, now: context.now, checks })
    }
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(received, verdict) }
  },
}

const sizeMaxBytes = 130_000

function checkEnvelope(received: Received, checks: Ga4Checks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^(\/debug)?\/mp\/collect$/.test(received.path), 'path', 'path')
  const web = /^G-[A-Z0-9]{4,20}$/.test(received.query.get('measurement_id') ?? '')
  const app = isFilledString(received.query.get('firebase_app_id'))
  checks.check(web !== app, 'stream', 'measurement_id')
  checks.check(isFilledString(received.query.get('api_secret')), 'api_secret', 'api_secret')
  checks.check(received.byteLength < sizeMaxBytes, 'body.size', 'body')
}

interface Place {
  query: URLSearchParams
  now: Date
  checks: Ga4Checks
}

function checkBody(body: JsonObject, { query, now, checks }: Place): void {
  checkPerson(body, query, checks)
  checkTime(body.timestamp_micros, 'timestamp_micros', { now, checks })
  checkUserProperties(body.user_properties, checks)
  checkUserData(body, checks)
  checkConsent(body.consent, checks)
  for (const key of Object.keys(body)) checks.check(documented.has(key), 'body.known', pathKey(key))
  const events = eventsOf(body.events, checks)
  for (const [index, value] of events.entries()) {
    const at = `events[${index}]`
    checkEvent(value, { at, checks, isApp: query.has('firebase_app_id') })
    const own = objectOr(value)?.timestamp_micros
    checkTime(own, `${at}.timestamp_micros`, { now, checks })
  }
}

const documented = new Set([
  'client_id',
  'app_instance_id',
  'user_id',
  'timestamp_micros',
  'user_properties',
  'user_data',
  'consent',
  'non_personalized_ads',
  'user_location',
  'ip_override',
  'device',
  'user_agent',
  'validation_behavior',
  'events',
])

function checkPerson(body: JsonObject, query: URLSearchParams, checks: Ga4Checks): void {
  const idName = query.has('firebase_app_id') ? 'app_instance_id' : 'client_id'
  const otherName = idName === 'client_id' ? 'app_instance_id' : 'client_id'
  checks.check(isFilledString(body[idName]), idName, idName)
  checks.check(body[otherName] === undefined, 'client_id.web', otherName)
  const instance = body.app_instance_id
  const formed = typeof instance !== 'string' || /^[0-9a-f]{32}$/i.test(instance)
  checks.check(formed, 'app_instance_id.form', 'app_instance_id')
  checks.check(body.user_id === undefined || isFilledString(body.user_id), 'user_id', 'user_id')
}

function checkTime(value: unknown, path: string, { now, checks }: { now: Date; checks: Ga4Checks }): void {
  if (value === undefined) return
  const isText = typeof value === 'string' && /^\d{1,20}$/.test(value)
  const micros = isText ? Number(value) : value
  if (!checks.check(Number.isInteger(micros), 'timestamp.integer', path)) return
  checks.check(!isText, 'timestamp.text', path)
  const ms = Number(micros) / 1000
  // Milliseconds taken for microseconds are a day in January 1970, nanoseconds are beyond the year 5000.
  if (!checks.check(ms > 1e11 && ms < 1e14, 'timestamp.micros', path)) return
  checks.check(now.getTime() - ms <= 72 * 3_600_000, 'timestamp.age', path)
  checks.check(ms - now.getTime() <= 60_000, 'timestamp.future', path)
}

function checkConsent(value: unknown, checks: Ga4Checks): void {
  if (!checks.check(value !== undefined, 'consent.advised', 'consent')) return
  if (!isJsonObject(value)) {
    checks.report('consent.known', 'consent')
    return
  }
  for (const [key, choice] of Object.entries(value)) {
    const path = `consent.${pathKey(key)}`
    checks.check(key === 'ad_user_data' || key === 'ad_personalization', 'consent.known', path)
    checks.check(choice === 'GRANTED' || choice === 'DENIED', 'consent.value', path)
  }
}

function eventsOf(value: unknown, checks: Ga4Checks): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    checks.report('events.required', 'events')
    return []
  }
  checks.check(value.length <= 25, 'events.max', 'events')
  return value.slice(0, 1000)
}

function answerOf(received: Received, verdict: Verdict): Answer {
  if (received.path === '/mp/collect') return { status: 204, headers: {}, body: '' }
  if (received.path === '/debug/mp/collect') return jsonAnswer(200, { validationMessages: messagesOf(verdict) })
  return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<title>404</title>' }
}

const codeByRow = new Map(Object.values(rows).map((row) => [row.id, row.code]))

/** The debug endpoint does not look at the stream or the secret. */
function messagesOf(verdict: Verdict): unknown[] {
  return verdict.failures.flatMap(({ row, path, message }) => {
    const validationCode = codeByRow.get(row)
    return validationCode === undefined ? [] : [{ fieldPath: path, description: message, validationCode }]
  })
}
