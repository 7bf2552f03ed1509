import type { JsonObject } from '../../core/json.ts'
import { ageSeconds, eventsIn, isJsonBody, isUnixSeconds } from './batch.ts'
import { checklist, type Finding, type Verdict } from './checklist.ts'
import { type PinterestChecks, rows } from './pinterest-rows.ts'
import { checkUserData } from './pinterest-user.ts'
import { isCurrency, isFilledString, isHttpUrl, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: bad events do not spoil good ones: a 422 says of each, in input order, whether it was stored. */
export const pinterest: Vendor = {
  type: 'pinterest',
  title: 'Pinterest Conversions API',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, { now }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const names = { body: 'body.json', array: 'data.array', max: 'data.max' } as const
    const events = eventsIn(received, { checks, rows: names, max: 1000 })
    for (const [index, event] of events.entries()) checkEvent(event, { at: `data[${index}]`, now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, { sent: events.length, token: tokenOf(received) }) }
  },
}

function checkEnvelope(received: Received, checks: PinterestChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/v5\/ad_accounts\/\d+\/events$/.test(received.path), 'path', 'path')
  const test = received.query.get('test')
  checks.check(test === null || test === 'true' || test === 'false', 'test', 'test')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'authorization'))
    checks.check(!/invalid|nopermission/i.test(token), 'token.valid', 'authorization')
  checks.check(isJsonBody(received), 'content_type', 'content-type')
}

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

interface Place {
  at: string
  now: Date
  checks: PinterestChecks
}

const sources = new Set<unknown>(['app_android', 'app_ios', 'web', 'offline'])
const eventNames = new Set<unknown>([
  ...['add_payment_info', 'add_to_cart', 'add_to_wishlist', 'checkout', 'custom', 'initiate_checkout', 'lead'],
  ...['page_visit', 'search', 'signup', 'view_category', 'view_content', 'watch_video'],
])

function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  if (checks.check(isFilledString(event.event_name), 'event_name', `${at}.event_name`))
    checks.check(eventNames.has(event.event_name), 'event_name.known', `${at}.event_name`)
  checks.check(sources.has(event.action_source), 'action_source', `${at}.action_source`)
  checkTime(event, place)
  checks.check(isFilledString(event.event_id), 'event_id', `${at}.event_id`)
  const { event_source_url: url, opt_out: optOut } = event
  checks.check(url === undefined || isHttpUrl(url), 'event_source_url', `${at}.event_source_url`)
  checks.check(optOut === undefined || typeof optOut === 'boolean', 'opt_out', `${at}.opt_out`)
  checkUserData(objectOr(event.user_data) ?? {}, { at: `${at}.user_data`, checks })
  checkCustomData(event.custom_data, { at: `${at}.custom_data`, checks })
}

function checkTime({ event_time: time, action_source: source }: JsonObject, { at, now, checks }: Place): void {
  const path = `${at}.event_time`
  if (!checks.check(isUnixSeconds(time), 'event_time', path)) return
  const age = ageSeconds(Number(time), now)
  checks.check(age >= 0, 'event_time.future', path)
  checks.check(age <= 7 * 86_400, 'event_time.age', path)
  checks.check(source === 'offline' || age <= 3600, 'event_time.late', path)
}

function checkCustomData(field: unknown, { at, checks }: { at: string; checks: PinterestChecks }): void {
  if (field === undefined) return
  const custom = objectOr(field)
  if (!checks.check(custom !== null, 'custom_data.object', at) || custom === null) return
  const { value, currency, contents, content_ids: ids, num_items: count, opt_out_type: optOutType } = custom
  checks.check(value === undefined || isDecimal(value), 'custom_data.value', `${at}.value`)
  checks.check(currency === undefined || isCurrency(currency), 'custom_data.currency', `${at}.currency`)
  const fits = contents === undefined || (Array.isArray(contents) && contents.every(isContent))
  checks.check(fits, 'custom_data.contents', `${at}.contents`)
  const named = ids === undefined || (Array.isArray(ids) && ids.every(isFilledString))
  checks.check(named, 'custom_data.content_ids', `${at}.content_ids`)
  checks.check(count === undefined || Number.isInteger(count), 'custom_data.num_items', `${at}.num_items`)
  const listed = optOutType === undefined || (isFilledString(optOutType) && /^\w+(,\w+)*$/.test(optOutType))
  checks.check(listed, 'opt_out_type', `${at}.opt_out_type`)
}

function isDecimal(value: unknown): boolean {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)
}

function isContent(value: unknown): boolean {
  const content = objectOr(value)
  if (content === null) return false
  const { item_price: price, quantity } = content
  return (price === undefined || isDecimal(price)) && (quantity === undefined || Number.isInteger(quantity))
}

function answerOf(verdict: Verdict, { sent, token }: { sent: number; token: string }): Answer {
  const failed = new Set(verdict.failures.map(({ row }) => row))
  if (failed.has(rows['token.present'].id)) return refusal(401, { code: 2, message: 'Authentication failed.' })
  if (failed.has(rows['token.valid'].id)) return tokenRefusal(token)
  if (failed.has(rows.path.id) || failed.has(rows.method.id))
    return refusal(404, { code: 4, message: 'Ad account not found.' })
  const badRows = new Map(verdict.failures.map((finding) => [numberOf(finding), finding]))
  const whole = badRows.get(null)
  if (whole !== undefined) return refusal(400, { code: 1, message: `${whole.path}: ${whole.message}` })
  return rowsAnswer(badRows, sent)
}

function tokenRefusal(token: string): Answer {
  if (/nopermission/i.test(token))
    return refusal(403, { code: 29, message: 'Not authorized to access the ad account.' })
  return refusal(401, { code: 2, message: 'Authentication failed.' })
}

/** The number of the event a finding is about; null = of the request. */
function numberOf({ path }: Finding): number | null {
  const number = /^data\[(\d+)\]/.exec(path)?.[1]
  return number === undefined ? null : Number(number)
}

function rowsAnswer(badRows: ReadonlyMap<number | null, Finding>, sent: number): Answer {
  const events = Array.from({ length: sent }, (_, index) => {
    const bad = badRows.get(index)
    return bad === undefined
      ? { status: 'processed', error_message: '', warning_message: '' }
      : { status: 'failed', error_message: `${bad.path}: ${bad.message}`, warning_message: '' }
  })
  const body = { num_events_received: sent, num_events_processed: sent - badRows.size, events }
  return jsonAnswer(badRows.size === 0 ? 200 : 422, body)
}

function refusal(status: number, body: { code: number; message: string }): Answer {
  return jsonAnswer(status, body)
}
