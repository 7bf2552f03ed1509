import { isIP } from 'node:net'
import type { JsonObject } from '../../core/json.ts'
import { ageSeconds, eventsIn, hasAny, isFilled, isJsonBody, isUnixSeconds, valuesAt } from './batch.ts'
import { checklist, type Verdict } from './checklist.ts'
import { rows, type TikTokChecks } from './tiktok-rows.ts'
import {
  emptyDigest,
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

/** Odd rule: refusals are HTTP 200 with a `code`, and one bad event refuses the whole batch. */
export const tiktok: Vendor = {
  type: 'tiktok',
  title: 'TikTok Events API 2.0',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, context) {
    const checks = checklist(rows)
    const source = objectOr(received.json)?.event_source
    checkEnvelope(received, checks)
    const events = eventsIn(received, {
      checks,
      rows: { body: 'body.json', array: 'data.array', max: 'data.max' },
      max: 1000,
    })
    for (const [index, event] of events.entries())
      checkEvent(event, { at: `data[${index}]`, now: context.now, source, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, context.traceId) }
  },
}

function checkEnvelope(received: Received, checks: TikTokChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/open_api\/v1\.3\/event\/track\/?$/.test(received.path), 'path', 'path')
  const token = received.headers['access-token'] ?? ''
  if (checks.check(token !== '', 'token.present', 'access-token'))
    checks.check(!/invalid/i.test(token), 'token.valid', 'access-token')
  checks.check(isJsonBody(received), 'content_type', 'content-type')
  const body = objectOr(received.json) ?? {}
  checks.check(sources.has(body.event_source), 'event_source', 'event_source')
  checks.check(isFilledString(body.event_source_id), 'event_source_id', 'event_source_id')
  const code = body.test_event_code
  checks.check(code === undefined || isFilledString(code), 'test_event_code', 'test_event_code')
}

const sources = new Set<unknown>(['web', 'app', 'offline', 'crm'])

interface Place {
  at: string
  now: Date
  source: unknown
  checks: TikTokChecks
}

function checkEvent(value: unknown, place: Place): void {
  const { at, checks } = place
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  checks.check(isFilledString(event.event), 'event', `${at}.event`)
  const time = event.event_time
  if (checks.check(isUnixSeconds(time), 'event_time', `${at}.event_time`))
    checks.check(ageSeconds(Number(time), place.now) >= 0, 'event_time.future', `${at}.event_time`)
  checks.check(event.event_id === undefined || isFilledString(event.event_id), 'event_id', `${at}.event_id`)
  checks.check(event.event_id !== undefined, 'event_id.advised', `${at}.event_id`)
  checkLimited(event.limited_data_use, place)
  checkUser(objectOr(event.user) ?? {}, { ...place, at: `${at}.user` })
  checkProperties(event, { ...place, at: `${at}.properties` })
}

function checkLimited(limited: unknown, { at, source, checks }: Place): void {
  if (limited === undefined) return
  checks.check(typeof limited === 'boolean', 'limited_data_use', `${at}.limited_data_use`)
  checks.check(source === 'web' || source === 'app', 'limited_data_use.source', `${at}.limited_data_use`)
}

const hashedKeys = ['email', 'phone', 'external_id', 'first_name', 'last_name', 'zip_code']
const placeKeys = ['city', 'state', 'country']
const plainKeys = ['ttclid', 'ttp', 'ip', 'user_agent', 'locale', ...placeKeys]
const matchKeys = ['email', 'phone', 'external_id', 'ttclid', 'ttp', 'ip', 'idfa', 'gaid']

function checkUser(user: JsonObject, { at, checks }: Place): void {
  checks.check(hasAny(user, matchKeys), 'user.key', at)
  checks.check(user.phone_number === undefined, 'user.phone_number', `${at}.phone_number`)
  for (const key of hashedKeys) checkHashed(user[key], `${at}.${key}`, checks)
  for (const key of plainKeys) {
    const isPlain = user[key] === undefined || (typeof user[key] === 'string' && !looksHashed(user[key]))
    checks.check(isPlain, 'user.plain', `${at}.${key}`)
  }
  for (const key of placeKeys) checks.check(isPlace(user[key]), 'user.place', `${at}.${key}`)
  for (const key of ['idfa', 'gaid'])
    checks.check(user[key] === undefined || isSha256(user[key]), 'user.device_id', `${at}.${key}`)
  checks.check(user.ip === undefined || isIP(String(user.ip)) !== 0, 'user.ip', `${at}.ip`)
  const { user_agent: _free, ...named } = user
  const isRaw = [...stringsIn(named)].some((text) => holdsEmail(text) || holdsPhone(text))
  checks.check(!isRaw, 'user.raw', at)
}

function checkHashed(field: unknown, at: string, checks: TikTokChecks): void {
  if (!isFilled(field)) return
  for (const { value, path } of valuesAt(field, at)) {
    checks.check(isSha256(value), 'user.hashed', path)
    checks.check(value !== emptyDigest, 'user.empty_hash', path)
  }
}

function isPlace(field: unknown): boolean {
  return typeof field !== 'string' || (field === field.toLowerCase() && !/\s/.test(field))
}

const orderNames = new Set<unknown>(['CompletePayment', 'Purchase', 'PlaceAnOrder'])

function checkProperties(event: JsonObject, { at, checks }: Place): void {
  const properties = event.properties === undefined ? {} : objectOr(event.properties)
  if (!checks.check(properties !== null, 'properties.object', at) || properties === null) return
  const { value, currency, contents } = properties
  const hasMoney = value !== undefined && currency !== undefined
  checks.check(!orderNames.has(event.event) || hasMoney, 'purchase.money', at)
  checks.check(value === undefined || typeof value === 'number', 'properties.value', `${at}.value`)
  checks.check(currency === undefined || isCurrency(currency), 'properties.currency', `${at}.currency`)
  const fits = contents === undefined || (Array.isArray(contents) && contents.every(isContent))
  checks.check(fits, 'properties.contents', `${at}.contents`)
}

function isContent(value: unknown): boolean {
  const content = objectOr(value)
  return content !== null && (content.price === undefined || typeof content.price === 'number')
}

/** Codes and shape of the recorded answers in R's tests (reference 4, "Response"). */
function answerOf({ accepted, failures }: Verdict, requestId: string): Answer {
  if (accepted) return jsonAnswer(200, { code: 0, message: 'OK', request_id: requestId, data: {} })
  const failed = new Set(failures.map(({ row }) => row))
  if (failed.has(rows.path.id)) return jsonAnswer(404, { code: 40016, message: 'No such path', request_id: requestId })
  if (failed.has(rows['token.present'].id) || failed.has(rows['token.valid'].id))
    return jsonAnswer(200, { code: 40001, message: 'No permission', request_id: requestId, data: {} })
  const [first] = failures
  const path = first?.path.replace(/^data\[(\d+)\]/, 'Batch.$1')
  return jsonAnswer(200, { code: 40002, message: `${path}: ${first?.message}`, request_id: requestId, data: {} })
}
