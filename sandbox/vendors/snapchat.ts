import type { JsonObject } from '../../core/json.ts'
import { ageSeconds, eventsIn, isJsonBody, isUnixSeconds } from './batch.ts'
import { checklist, type Verdict } from './checklist.ts'
import { rows, type SnapchatChecks } from './snapchat-rows.ts'
import { checkUserData } from './snapchat-user.ts'
import { isCurrency, isFilledString, isHttpUrl, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: nothing is said of single events, so one bad event refuses them all; /events/validate checks and stores nothing. */
export const snapchat: Vendor = {
  type: 'snapchat',
  title: 'Snapchat Conversions API',
  rows: Object.values(rows),
  secretFields: ['access_token'],
  judge(received, { now }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const names = { body: 'body.json', array: 'data.array', max: 'data.max' } as const
    const events = eventsIn(received, { checks, rows: names, max: 2000 })
    for (const [index, event] of events.entries()) checkEvent(event, { at: `data[${index}]`, now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, tokenOf(received)) }
  },
}

function checkEnvelope(received: Received, checks: SnapchatChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/v3\/[\w-]+\/events(\/validate)?$/.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'access_token'))
    checks.check(!/invalid|nopermission/i.test(token), 'token.valid', 'access_token')
  checks.check(isJsonBody(received), 'content_type', 'content-type')
}

function tokenOf({ headers, query }: Received): string {
  return query.get('access_token') ?? /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

interface Place {
  at: string
  now: Date
  checks: SnapchatChecks
}

const eventNames = new Set<unknown>([
  ...['PAGE_VIEW', 'VIEW_CONTENT', 'LIST_VIEW', 'SEARCH', 'ADD_CART', 'ADD_TO_WISHLIST', 'START_CHECKOUT'],
  ...['ADD_BILLING', 'PURCHASE', 'SIGN_UP', 'LOGIN', 'SUBSCRIBE', 'START_TRIAL', 'SAVE', 'SHARE', 'INVITE', 'RESERVE'],
  ...['CUSTOM_EVENT_1', 'CUSTOM_EVENT_2', 'CUSTOM_EVENT_3', 'CUSTOM_EVENT_4', 'CUSTOM_EVENT_5'],
])
const sources = new Set<unknown>(['WEB', 'MOBILE_APP', 'OFFLINE'])
const anySources = new Set(['web', 'website', 'mobile_app', 'app', 'offline'])

function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  checks.check(eventNames.has(event.event_name), 'event_name', `${at}.event_name`)
  checkTime(event.event_time, place)
  checkSource(event, place)
  checks.check(event.event_id === undefined || isFilledString(event.event_id), 'event_id', `${at}.event_id`)
  checks.check(event.event_id !== undefined, 'event_id.advised', `${at}.event_id`)
  checkProcessing(event, place)
  checkUserData(objectOr(event.user_data) ?? {}, { at: `${at}.user_data`, checks })
  checkCustomData(event.custom_data, { at: `${at}.custom_data`, checks })
}

function checkTime(time: JsonObject[string] | undefined, { at, now, checks }: Place): void {
  const path = `${at}.event_time`
  if (!checks.check(isUnixSeconds(time), 'event_time', path)) return
  checks.check(ageSeconds(Number(time), now) >= 0, 'event_time.future', path)
  checks.check(ageSeconds(Number(time), now) <= 37 * 86_400, 'event_time.age', path)
}

function checkSource(event: JsonObject, { at, checks }: Place): void {
  const { action_source: source, event_source_url: url, app_data: app } = event
  if (!checks.check(anySources.has(String(source).toLowerCase()), 'action_source', `${at}.action_source`)) return
  checks.check(sources.has(source), 'action_source.case', `${at}.action_source`)
  checks.check(source === 'WEB' ? isHttpUrl(url) : true, 'event_source_url', `${at}.event_source_url`)
  const info = objectOr(app)?.extinfo
  const fits = source !== 'MOBILE_APP' || (Array.isArray(info) && info.length === 16)
  checks.check(fits, 'app_data', `${at}.app_data`)
}

function checkProcessing(event: JsonObject, { at, checks }: Place): void {
  const options = event.data_processing_options
  if (options === undefined) return
  const known = Array.isArray(options) && options.every((option) => option === 'LDU')
  checks.check(known, 'processing.options', `${at}.data_processing_options`)
  const { data_processing_options_country: country, data_processing_options_state: state } = event
  const placed = [0, 1, undefined].includes(country as number) && [0, 1000, undefined].includes(state as number)
  checks.check(placed, 'processing.place', `${at}.data_processing_options_country`)
}

function checkCustomData(field: unknown, { at, checks }: { at: string; checks: SnapchatChecks }): void {
  if (field === undefined) return
  const custom = objectOr(field)
  if (!checks.check(custom !== null, 'custom_data.object', at) || custom === null) return
  const { value, currency, contents } = custom
  checks.check(value === undefined || isNumeric(value), 'custom_data.value', `${at}.value`)
  checks.check(currency === undefined || isCurrency(currency), 'custom_data.currency', `${at}.currency`)
  const fits = contents === undefined || (Array.isArray(contents) && contents.every(isContent))
  checks.check(fits, 'custom_data.contents', `${at}.contents`)
}

function isContent(value: unknown): boolean {
  const content = objectOr(value)
  if (content === null) return false
  return [content.quantity, content.item_price].every((one) => one === undefined || isNumeric(one))
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
}

/** Statuses are the reference's; the words of the body are MEM. */
function answerOf({ accepted, failures }: Verdict, token: string): Answer {
  if (accepted) return jsonAnswer(200, { status: 'VALID', reason: 'Events have been processed successfully.' })
  const failed = new Set(failures.map(({ row }) => row))
  if (failed.has(rows['token.present'].id)) return refusal(401, 'Unauthorized')
  if (failed.has(rows['token.valid'].id))
    return /nopermission/i.test(token) ? refusal(403, 'Forbidden') : refusal(401, 'Unauthorized')
  if (failed.has(rows.path.id) || failed.has(rows.method.id)) return refusal(404, 'Not Found')
  const [first] = failures
  return refusal(400, `${first?.path}: ${first?.message}`)
}

function refusal(status: number, reason: string): Answer {
  return jsonAnswer(status, { status: 'INVALID', reason })
}
