import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { checklist, type Verdict } from './checklist.ts'
import { type KlaviyoChecks, rows } from './klaviyo-rows.ts'
import { isCurrency, isFilledString, objectOr, stringsIn } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: one bad entry undoes the job; the answer points at it by number. */
export const klaviyo: Vendor = {
  type: 'klaviyo',
  title: 'Klaviyo',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, { now }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const data = objectOr(objectOr(received.json)?.data)
    const attributes = objectOr(data?.attributes)
    const isPost = received.path !== paths.account
    if (isPost && checks.check(attributes !== null, 'body.json', 'data'))
      checkBody(received.path, attributes ?? {}, { now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(received, verdict) }
  },
}

const paths = {
  job: '/api/event-bulk-create-jobs/',
  profile: '/api/profile-import/',
  deletion: '/api/data-privacy-deletion-jobs/',
  account: '/api/accounts/',
} as const
const knownPaths = new Set<string>(Object.values(paths))
const bytesMax = 5_000_000

function checkEnvelope({ method, path, headers, byteLength }: Received, checks: KlaviyoChecks): void {
  checks.check(method === (path === paths.account ? 'GET' : 'POST'), 'method', 'method')
  checks.check(knownPaths.has(path), 'path', 'path')
  checks.check(/^Klaviyo-API-Key \S+$/.test(headers.authorization ?? ''), 'key', 'authorization')
  checks.check(/^\d{4}-\d\d-\d\d(\.pre)?$/.test(headers.revision ?? ''), 'revision', 'revision')
  checks.check(byteLength <= bytesMax, 'body.size', 'body')
}

interface Place {
  now: Date
  checks: KlaviyoChecks
}

function checkBody(path: string, attributes: JsonObject, place: Place): void {
  if (path === paths.job) checkJob(attributes, place)
  if (path === paths.profile) checkProfile(attributes, 'data.attributes', place.checks)
  if (path === paths.deletion)
    checkProfile(attributesAt(attributes.profile), 'data.attributes.profile.data.attributes', place.checks)
}

const entriesAt = 'data.attributes.events-bulk-create.data'

function checkJob(attributes: JsonObject, place: Place): void {
  const list = objectOr(attributes['events-bulk-create'])?.data
  const entries = Array.isArray(list) ? list : []
  const count = entries.flatMap((entry) => eventsOf(entry)).length
  place.checks.check(count >= 1 && count <= 1000, 'job.events', entriesAt)
  for (const [index, entry] of entries.entries()) checkEntry(entry, `${entriesAt}[${index}]`, place)
}

function checkEntry(entry: unknown, at: string, place: Place): void {
  const attributes = objectOr(objectOr(entry)?.attributes)
  const isEntry = objectOr(entry)?.type === 'event-bulk-create' && isJsonObject(attributes?.profile)
  if (!place.checks.check(isEntry, 'entry.type', at)) return
  checkProfile(attributesAt(attributes?.profile), `${at}.attributes.profile`, place.checks)
  for (const [index, event] of eventsOf(entry).entries())
    checkEvent(objectOr(objectOr(event)?.attributes) ?? {}, `${at}.attributes.events.data[${index}]`, place)
}

function eventsOf(entry: unknown): unknown[] {
  const list = objectOr(objectOr(objectOr(entry)?.attributes)?.events)?.data
  return Array.isArray(list) ? list : []
}

function attributesAt(holder: unknown): JsonObject {
  return objectOr(objectOr(objectOr(holder)?.data)?.attributes) ?? {}
}

function checkProfile(profile: JsonObject, at: string, checks: KlaviyoChecks): void {
  const { email, phone_number: phone, external_id: externalId, anonymous_id: anonymousId, id } = profile
  const known = [email, phone, externalId, anonymousId, id].filter(isFilledString)
  checks.check(known.length > 0, 'profile.identifier', at)
  if (email !== undefined) checks.check(isFilledString(email) && /^[^\s@]+@[^\s@]+$/.test(email), 'profile.email', at)
  if (phone !== undefined) checks.check(isFilledString(phone) && /^\+[1-9]\d{6,14}$/.test(phone), 'profile.phone', at)
  if (externalId !== undefined)
    checks.check(isFilledString(externalId) && externalId.length <= 255, 'profile.external_id', at)
}

const yearMs = 365 * 24 * 3_600_000

function checkEvent(event: JsonObject, at: string, { now, checks }: Place): void {
  checks.check(isFilledString(attributesAt(event.metric).name), 'event.metric', `${at}.metric`)
  const ms = typeof event.time === 'string' && /^\d{4}-/.test(event.time) ? Date.parse(event.time) : Number.NaN
  checks.check(ms >= Date.UTC(2000, 0) && ms <= now.getTime() + yearMs, 'event.time', `${at}.time`)
  checks.check(isFilledString(event.unique_id), 'event.unique_id', `${at}.unique_id`)
  checks.check(event.value === undefined || typeof event.value === 'number', 'event.value', `${at}.value`)
  const { value_currency: currency } = event
  checks.check(currency === undefined || isCurrency(currency), 'event.currency', `${at}.value_currency`)
  checkProperties(event.properties, `${at}.properties`, checks)
}

function checkProperties(value: unknown, at: string, checks: KlaviyoChecks): void {
  const properties = objectOr(value)
  checks.check(properties !== null && Object.keys(properties).length <= 400, 'event.properties', at)
  for (const text of stringsIn(properties)) checks.check(Buffer.byteLength(text) <= 100_000, 'event.text', at)
  for (const item of Object.values(properties ?? {}))
    if (Array.isArray(item)) checks.check(item.length <= 4000, 'event.items', at)
}

function answerOf({ path }: Received, verdict: Verdict): Answer {
  if (!verdict.accepted) return jsonAnswer(statusOf(verdict), { errors: verdict.failures.map(errorOf) })
  if (path === paths.account) return jsonAnswer(200, { data: [{ type: 'account', id: 'AbC123' }] })
  if (path === paths.profile) return jsonAnswer(201, { data: { type: 'profile', id: '01HKLAVIYOPROFILE' } })
  return { status: 202, headers: {}, body: '' }
}

function statusOf({ failures }: Verdict): number {
  const broken = new Set(failures.map(({ row }) => row))
  if (broken.has('klaviyo.key')) return 401
  if (broken.has('klaviyo.path')) return 404
  if (broken.has('klaviyo.method')) return 405
  return broken.has('klaviyo.body.size') ? 413 : 400
}

const codes: Record<string, string> = {
  'klaviyo.key': 'not_authenticated',
  'klaviyo.path': 'not_found',
  'klaviyo.method': 'method_not_allowed',
}

function errorOf({ row, path, message }: Verdict['failures'][number]) {
  const pointer = `/${path.replaceAll(/[.[]/g, '/').replaceAll(']', '')}`
  return { id: row, code: codes[row] ?? 'invalid', title: 'Invalid input.', detail: message, source: { pointer } }
}
