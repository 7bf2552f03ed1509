import type { JsonObject } from '../../core/json.ts'
import { checklist, type Verdict } from './checklist.ts'
import { checkCustomData } from './meta-custom-data.ts'
import { type MetaChecks, rows } from './meta-rows.ts'
import { checkUserData } from './meta-user-data.ts'
import { isFilledString, isHttpUrl, isSha256, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: one bad or old event makes Meta refuse the whole request. */
export const meta: Vendor = {
  type: 'meta',
  title: 'Meta Conversions API',
  rows: Object.values(rows),
  secretFields: ['access_token', 'appsecret_proof'],
  judge(received, context) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const events = eventsOf(received, checks)
    for (const [index, event] of events.entries()) checkEvent(event, { at: `data[${index}]`, now: context.now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, { events: events.length, token: tokenOf(received), ...context }) }
  },
}

function checkEnvelope(received: Received, checks: MetaChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/v\d{1,3}\.\d{1,2}\/\d{5,20}\/events\/?$/.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'access_token')) {
    checks.check(!/invalid|expired|nopermission/i.test(token), 'token.valid', 'access_token')
  }
  const proof = received.query.get('appsecret_proof') ?? objectOr(received.json)?.appsecret_proof
  checks.check(proof === undefined || isSha256(proof), 'appsecret_proof', 'appsecret_proof')
  checks.check(/^application\/json\b/i.test(received.headers['content-type'] ?? ''), 'content_type', 'content-type')
  const code = objectOr(received.json)?.test_event_code
  checks.check(code === undefined || isFilledString(code), 'test_event_code', 'test_event_code')
}

function tokenOf(received: Received): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(received.headers.authorization ?? '')?.[1]
  const inBody = objectOr(received.json)?.access_token
  return bearer ?? received.query.get('access_token') ?? (typeof inBody === 'string' ? inBody : '')
}

function eventsOf(received: Received, checks: MetaChecks): unknown[] {
  const body = objectOr(received.json)
  if (!checks.check(body !== null, 'body.json', 'body')) return []
  const data = body?.data
  if (!Array.isArray(data)) {
    checks.report('data.array', 'data')
    return []
  }
  checks.check(data.length > 0, 'data.array', 'data')
  checks.check(data.length <= 1000, 'data.max', 'data')
  return data.slice(0, 1000)
}

interface Place {
  at: string
  now: Date
  checks: MetaChecks
}

function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  checks.check(isFilledString(event.event_name), 'event_name', `${at}.event_name`)
  checks.check(actionSources.has(event.action_source), 'action_source', `${at}.action_source`)
  checkEventTime(event, place)
  checkWebsite(event, place)
  checkEventFields(event, place)
  checkProcessing(event, place)
  checkUserData(event.user_data, { at: `${at}.user_data`, checks })
  checkCustomData(event, { at: `${at}.custom_data`, checks })
}

const actionSources = new Set<unknown>([
  'email',
  'website',
  'app',
  'phone_call',
  'chat',
  'physical_store',
  'system_generated',
  'other',
  'business_messaging',
])

const daySeconds = 86_400
/** Seconds reach eleven digits in the year 5138; milliseconds have thirteen. */
const secondsMax = 99_999_999_999

function checkEventTime(event: JsonObject, { at, now, checks }: Place): void {
  const path = `${at}.event_time`
  const time = event.event_time
  if (!Number.isInteger(time)) {
    checks.report('event_time.integer', path)
    return
  }
  const seconds = time as number
  if (!checks.check(seconds > 0 && seconds <= secondsMax, 'event_time.seconds', path)) return
  const ageSeconds = now.getTime() / 1000 - seconds
  const days = event.action_source === 'physical_store' ? 62 : 7
  checks.check(ageSeconds >= -60, 'event_time.future', path)
  checks.check(ageSeconds <= days * daySeconds, 'event_time.age', path)
}

function checkWebsite(event: JsonObject, { at, checks }: Place): void {
  if (event.action_source !== 'website') return
  const agent = objectOr(event.user_data)?.client_user_agent
  checks.check(isFilledString(agent), 'website.user_agent', `${at}.user_data.client_user_agent`)
  checks.check(isFilledString(event.event_source_url), 'website.source_url', `${at}.event_source_url`)
}

function checkEventFields(event: JsonObject, { at, checks }: Place): void {
  const { event_source_url: url, event_id: id, opt_out: optOut } = event
  checks.check(url === undefined || isHttpUrl(url), 'event_source_url', `${at}.event_source_url`)
  checks.check(id === undefined || isFilledString(id), 'event_id', `${at}.event_id`)
  checks.check(id !== undefined, 'event_id.advised', `${at}.event_id`)
  checks.check(optOut === undefined || typeof optOut === 'boolean', 'opt_out', `${at}.opt_out`)
}

function checkProcessing(event: JsonObject, { at, checks }: Place): void {
  const options = event.data_processing_options
  if (options === undefined) return
  const known = Array.isArray(options) && options.every((option) => option === 'LDU')
  if (!checks.check(known, 'processing.options', `${at}.data_processing_options`)) return
  if ((options as unknown[]).length === 0) return
  const country = event.data_processing_options_country
  const state = event.data_processing_options_state
  checks.check(country === 0 || country === 1, 'processing.country', `${at}.data_processing_options_country`)
  checks.check(state === 0 || state === 1000, 'processing.state', `${at}.data_processing_options_state`)
}

interface Outcome {
  events: number
  token: string
  traceId: string
}

function answerOf(verdict: Verdict, outcome: Outcome): Answer {
  const trace = { fbtrace_id: outcome.traceId }
  if (verdict.accepted) return jsonAnswer(200, { events_received: outcome.events, messages: [], ...trace })
  const { status, ...error } = errorOf(verdict, outcome.token)
  const first = verdict.failures[0]
  const user = { error_user_title: 'Refused by the sandbox', error_user_msg: `${first?.path}: ${first?.message}` }
  return jsonAnswer(status, { error: { ...error, type: 'OAuthException', is_transient: false, ...user, ...trace } })
}

interface MetaError {
  status: number
  message: string
  code: number
  error_subcode?: number
}

function errorOf(verdict: Verdict, token: string): MetaError {
  const failed = new Set(verdict.failures.map((failure) => failure.row))
  if (failed.has(rows['token.present'].id)) return tokenError
  if (failed.has(rows['token.valid'].id)) return tokenErrorFor(token)
  if (failed.has(rows.appsecret_proof.id)) return proofError
  if (failed.has(rows.path.id) || failed.has(rows.method.id)) return objectError
  if (failed.has(rows['event_time.age'].id)) return { ...parameterError, error_subcode: 2804003 }
  return parameterError
}

const tokenError: MetaError = { status: 400, message: 'Invalid OAuth access token.', code: 190 }
const proofError: MetaError = {
  status: 400,
  message: 'Invalid appsecret_proof provided in the API argument',
  code: 100,
}
const parameterError: MetaError = { status: 400, message: 'Invalid parameter', code: 100 }
const objectError: MetaError = {
  status: 400,
  message: 'Unsupported request: the object does not exist or cannot be loaded due to missing permissions',
  code: 100,
  error_subcode: 33,
}

function tokenErrorFor(token: string): MetaError {
  if (/nopermission/i.test(token)) return { status: 403, message: '(#200) Permissions error', code: 200 }
  if (/expired/i.test(token)) return { ...tokenError, message: 'Error validating access token', error_subcode: 463 }
  return tokenError
}
