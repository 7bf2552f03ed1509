import type { JsonObject } from '../../core/json.ts'
import { checklist, type Verdict } from './checklist.ts'
import { type RedditChecks, rows } from './reddit-rows.ts'
import {
  holdsEmail,
  holdsPhone,
  isCurrency,
  isFilledString,
  isSha256,
  looksHashed,
  objectOr,
  stringsIn,
} from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: events that are only too old come back inside a 200; any other fault refuses the request. */
export const reddit: Vendor = {
  type: 'reddit',
  title: 'Reddit Conversions API',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, { now }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const events = eventsOf(received, checks)
    for (const [index, event] of events.entries()) checkEvent(event, { at: `data.events[${index}]`, now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, { sent: events.length, token: tokenOf(received) }) }
  },
}

function checkEnvelope(received: Received, checks: RedditChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/api\/v3\/pixels\/\w+\/conversion_events$/.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'authorization'))
    checks.check(!/invalid|nopermission/i.test(token), 'token.valid', 'authorization')
  checks.check(/^application\/json\b/i.test(received.headers['content-type'] ?? ''), 'content_type', 'content-type')
}

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

function eventsOf(received: Received, checks: RedditChecks): unknown[] {
  const data = objectOr(objectOr(received.json)?.data)
  const events = data?.events
  checks.check(data?.test_id === undefined || isFilledString(data.test_id), 'test_id', 'data.test_id')
  if (!Array.isArray(events) || events.length === 0) {
    checks.report('data.events', 'data.events')
    return []
  }
  checks.check(events.length <= 1000, 'data.max', 'data.events')
  return events.slice(0, 1000)
}

interface Place {
  at: string
  now: Date
  checks: RedditChecks
}

const sources = new Set<unknown>(['WEBSITE', 'APP', 'PHYSICAL_STORE', 'OTHER'])
const types = new Set<unknown>([
  'PAGE_VISIT',
  'VIEW_CONTENT',
  'SEARCH',
  'ADD_TO_CART',
  'ADD_TO_WISHLIST',
  'PURCHASE',
  'LEAD',
  'SIGN_UP',
  'CUSTOM',
])

function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  checkTime(event.event_at, place)
  checks.check(sources.has(event.action_source), 'action_source', `${at}.action_source`)
  const type = objectOr(event.type)
  checks.check(types.has(type?.tracking_type), 'tracking_type', `${at}.type.tracking_type`)
  checkCustomName(type ?? {}, `${at}.type.custom_event_name`, checks)
  checks.check(
    event.user === undefined || Object.keys(objectOr(event.user) ?? {}).length > 0,
    'user.empty',
    `${at}.user`,
  )
  checks.check(
    Object.keys(event).every((key) => eventKeys.has(key)),
    'event.known',
    at,
  )
  checkUser(event, place)
  checkMetadata(objectOr(event.metadata) ?? {}, place)
}

const eventKeys = new Set(['event_at', 'action_source', 'type', 'click_id', 'user', 'metadata'])

function checkCustomName(type: JsonObject, at: string, checks: RedditChecks): void {
  if (type.tracking_type !== 'CUSTOM') return
  const { custom_event_name: name } = type
  if (checks.check(isFilledString(name), 'custom_name', at))
    checks.check(String(name).length <= 64, 'custom_name.length', at)
}

function checkTime(value: unknown, { at, now, checks }: Place): void {
  const path = `${at}.event_at`
  const ms = Number.isInteger(value) ? Number(value) : 0
  // Seconds have ten digits, milliseconds thirteen.
  if (!checks.check(ms >= 1e12 && ms < 1e13, 'event_at.ms', path)) return
  checks.check(now.getTime() - ms < 168 * 3_600_000, 'event_at.age', path)
  checks.check(ms - now.getTime() <= 300_000, 'event_at.future', path)
}

const hashedKeys = ['email', 'phone_number', 'external_id', 'idfa', 'aaid']
const matchKeys = [...hashedKeys, 'uuid', 'ip_address', 'user_agent']

function checkUser(event: JsonObject, { at, checks }: Place): void {
  const user = objectOr(event.user) ?? {}
  const { click_id: clickId } = event
  const isMatched = isFilledString(clickId) || matchKeys.some((key) => isFilledString(user[key]))
  checks.check(isMatched, 'match_key', `${at}.user`)
  checks.check(clickId === undefined || isPlainId(clickId), 'click_id', `${at}.click_id`)
  for (const key of hashedKeys)
    checks.check(user[key] === undefined || isSha256(user[key]), 'user.hashed', `${at}.user.${key}`)
  checks.check(user.ip_address === undefined || isSha256(user.ip_address), 'user.ip', `${at}.user.ip_address`)
  checks.check(!looksHashed(user.user_agent), 'user.agent', `${at}.user.user_agent`)
  // A user agent is free text of the browser.
  const { user_agent: _agent, ...personal } = user
  checks.check(![...stringsIn(personal)].some((text) => holdsEmail(text) || holdsPhone(text)), 'raw', `${at}.user`)
  checkProcessing(user.data_processing_options, { at: `${at}.user.data_processing_options.modes`, checks })
}

function checkProcessing(options: unknown, { at, checks }: { at: string; checks: RedditChecks }): void {
  if (options === undefined) return
  const modes = objectOr(options)?.modes
  checks.check(Array.isArray(modes) && modes.every((mode) => mode === 'LDU'), 'processing.modes', at)
}

function isPlainId(value: unknown): boolean {
  return isFilledString(value) && !value.includes('{{')
}

function checkMetadata({ conversion_id: id, value, currency, products }: JsonObject, { at, checks }: Place): void {
  const path = `${at}.metadata`
  checks.check(isFilledString(id), 'conversion_id', `${path}.conversion_id`)
  checks.check(value === undefined || typeof value === 'number', 'metadata.value', `${path}.value`)
  const fits = currency === undefined ? value === undefined : isCurrency(currency)
  checks.check(fits, 'metadata.currency', `${path}.currency`)
  if (products === undefined) return
  const listed = Array.isArray(products) && products.every((one) => isFilledString(objectOr(one)?.id))
  checks.check(listed, 'metadata.products', `${path}.products`)
}

function answerOf(verdict: Verdict, { sent, token }: { sent: number; token: string }): Answer {
  const failed = new Set(verdict.failures.map(({ row }) => row))
  if (failed.has(rows['token.present'].id)) return refusal(401, 'Unauthorized')
  if (failed.has(rows['token.valid'].id))
    return /nopermission/i.test(token) ? refusal(403, 'Forbidden') : refusal(401, 'Unauthorized')
  if (failed.has(rows.path.id) || failed.has(rows.method.id)) return refusal(404, 'Not Found')
  const [first] = verdict.failures
  if (failed.size > 1 || (first !== undefined && first.row !== rows['event_at.age'].id))
    return refusal(400, `${first?.path}: ${first?.message}`)
  const message = `Successfully processed ${sent - verdict.failures.length} conversion events.`
  return jsonAnswer(200, { data: { message, ...(first !== undefined && { invalid_events: invalidOf(verdict) }) } })
}

function invalidOf({ failures }: Verdict): unknown[] {
  return failures.map(({ path, message }) => ({ row: Number(/\d+/.exec(path)?.[0] ?? 0) + 1, error: message }))
}

function refusal(code: number, message: string): Answer {
  return jsonAnswer(code, { error: { code, message } })
}
