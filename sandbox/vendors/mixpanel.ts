import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { type Checklist, checklist, defineRows, type Verdict } from './checklist.ts'
import { isFilledString, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

const rows = defineRows('mixpanel', {
  method: { source: 'DOC', ref: '13 Endpoint', rule: 'events and profiles are posted' },
  path: {
    source: 'DOC',
    ref: '13 Endpoint',
    rule: 'the path is /import, /engage or /api/app/data-deletions/v3.0/',
  },
  strict: { source: 'DOC', ref: '13 Endpoint', rule: 'without strict=1 nothing tells what is dropped', advice: true },
  token: { source: 'DOC', ref: '13 Endpoint', rule: 'the token is in Basic authorization, or $token of a profile' },
  'body.json': { source: 'DOC', ref: '13 Endpoint', rule: 'the body is a JSON list' },
  'body.size': { source: 'CONFLICT', ref: '13 Limits', rule: 'a request has at most 2 MB, or 10 MB' },
  'events.count': { source: 'DOC', ref: '13 Limits', rule: 'a request has 1 to 2,000 events' },
  'event.name': { source: 'DOC', ref: '13 Endpoint', rule: 'an event has a name' },
  'event.size': { source: 'DOC', ref: '13 Limits', rule: 'an event has at most 1 MB' },
  'event.properties': { source: 'DOC', ref: '13 Limits', rule: 'an event has 1 to 255 properties' },
  'event.time': {
    source: 'DOC',
    ref: '13 Time',
    rule: 'time is in seconds or milliseconds, after 1971 and at most 1 hour ahead',
  },
  'event.distinct_id': { source: 'DOC', ref: '13 ids', rule: 'distinct_id is text and no placeholder' },
  'event.nobody': { source: 'DOC', ref: '13 ids', rule: 'an empty distinct_id counts for nobody', advice: true },
  'event.insert_id': {
    source: 'DOC',
    ref: '13 Dedup',
    rule: '$insert_id has 1 to 36 letters, digits and dashes and is no placeholder',
  },
  'profile.id': { source: 'DOC', ref: '13 ids', rule: 'a profile has a $distinct_id' },
  'profile.set': { source: 'DOC', ref: '13 Endpoint', rule: '$set is an object' },
  'deletion.body': { source: 'DOC', ref: '13 Endpoint', rule: 'a deletion has a token and 1 to 2,000 distinct_ids' },
})

type Checks = Checklist<keyof typeof rows>

/** Odd rule: a 400 has stored the good rows and names the bad ones. */
export const mixpanel: Vendor = {
  type: 'mixpanel',
  title: 'Mixpanel',
  rows: Object.values(rows),
  secretFields: ['\\$token'],
  judge(received, { now }) {
    const checks = checklist(rows)
    checks.check(received.method === 'POST', 'method', 'method')
    const door = doors[received.path]
    checks.check(door !== undefined, 'path', 'path')
    door?.check(received, { nowMs: now.getTime(), checks })
    const verdict = checks.verdict()
    return {
      verdict,
      answer: door === undefined ? jsonAnswer(404, { error: 'not found' }) : door.answer(received, verdict),
    }
  },
}

interface Place {
  nowMs: number
  checks: Checks
}

interface Door {
  check(received: Received, place: Place): void
  answer(received: Received, verdict: Verdict): Answer
}

const doors: Readonly<Record<string, Door>> = {
  '/import': { check: checkImport, answer: answerOfImport },
  '/engage': { check: checkProfiles, answer: answerOfEngage },
  '/api/app/data-deletions/v3.0/': { check: checkDeletion, answer: answerOfDeletion },
}

function checkImport(received: Received, { nowMs, checks }: Place): void {
  checks.check(received.query.get('strict') === '1', 'strict', 'strict')
  const basic = /^Basic (\S+)$/.exec(received.headers.authorization ?? '')?.[1] ?? ''
  checks.check(/^[^:]+:/.test(Buffer.from(basic, 'base64').toString('utf8')), 'token', 'authorization')
  const events = listIn(received, checks)
  for (const [index, event] of events.entries()) checkEvent(objectOr(event) ?? {}, `[${index}]`, { nowMs, checks })
}

function listIn({ json, byteLength }: Received, checks: Checks): unknown[] {
  checks.check(byteLength <= 2_000_000, 'body.size', 'body')
  if (!checks.check(Array.isArray(json), 'body.json', 'body') || !Array.isArray(json)) return []
  checks.check(json.length >= 1 && json.length <= 2000, 'events.count', 'body')
  return json
}

function checkEvent(event: JsonObject, at: string, { nowMs, checks }: Place): void {
  checks.check(isFilledString(event.event), 'event.name', `${at}.event`)
  checks.check(Buffer.byteLength(JSON.stringify(event)) <= 1_000_000, 'event.size', at)
  const properties = objectOr(event.properties) ?? {}
  const count = Object.keys(properties).length
  checks.check(count >= 1 && count <= 255, 'event.properties', `${at}.properties`)
  const { time, distinct_id: distinctId, $insert_id: insertId } = properties
  checks.check(isTime(time, nowMs), 'event.time', `${at}.properties.time`)
  checks.check(
    typeof distinctId === 'string' && !isPlaceholder(distinctId),
    'event.distinct_id',
    `${at}.properties.distinct_id`,
  )
  checks.check(distinctId !== '', 'event.nobody', `${at}.properties.distinct_id`)
  const isId = typeof insertId === 'string' && /^[A-Za-z0-9-]{1,36}$/.test(insertId) && !isPlaceholder(insertId)
  checks.check(isId, 'event.insert_id', `${at}.properties.$insert_id`)
}

/** Beyond 1e11 a number can only be milliseconds: as seconds it would be the year 5138. */
function isTime(time: unknown, nowMs: number): boolean {
  if (typeof time !== 'number' || !Number.isInteger(time)) return false
  const ms = time > 1e11 ? time : time * 1000
  return ms >= Date.UTC(1971, 0) && ms <= nowMs + 3_600_000
}

const placeholders = new Set(
  'anon anonymous nil none null n/a na undefined unknown true false 0 -1 [] {} lmy47d'.split(' '),
)

function isPlaceholder(id: string): boolean {
  return placeholders.has(id.toLowerCase()) || /^0{8}-(0{4}-){3}0{12}$/.test(id)
}

function checkProfiles(received: Received, { checks }: Place): void {
  for (const [index, one] of listIn(received, checks).entries()) {
    const profile = objectOr(one) ?? {}
    checks.check(isFilledString(profile.$token), 'token', `[${index}].$token`)
    checks.check(isFilledString(profile.$distinct_id), 'profile.id', `[${index}].$distinct_id`)
    checks.check(isJsonObject(profile.$set), 'profile.set', `[${index}].$set`)
  }
}

function checkDeletion({ json, query, headers }: Received, { checks }: Place): void {
  checks.check(/^Bearer \S+$/.test(headers.authorization ?? ''), 'token', 'authorization')
  const ids = objectOr(json)?.distinct_ids
  const hasIds = Array.isArray(ids) && ids.length >= 1 && ids.length <= 2000 && ids.every(isFilledString)
  checks.check(hasIds && isFilledString(query.get('token')), 'deletion.body', 'body')
}

function answerOfImport({ json, raw }: Received, { accepted, failures }: Verdict): Answer {
  const sent = Array.isArray(json) ? json.length : 0
  if (accepted) return jsonAnswer(200, { code: 200, num_records_imported: sent, status: 'OK' })
  if (failures.some(({ row }) => row === 'mixpanel.token'))
    return jsonAnswer(401, { code: 401, error: 'Invalid credentials', status: 'Unauthorized' })
  const records = failures.flatMap((failure) => recordOf(failure, json))
  const failed = new Set(records.map(({ index }) => index)).size
  return jsonAnswer(400, {
    code: 400,
    error: raw === '' ? 'empty body' : 'some data points in the request failed validation',
    num_records_imported: failed === 0 ? 0 : sent - failed,
    status: 'Bad Request',
    ...(records.length > 0 && { failed_records: records }),
  })
}

function recordOf({ path, message }: Verdict['failures'][number], json: unknown) {
  const [, number, field = ''] = /^\[(\d+)\]\.?(.*)$/.exec(path) ?? []
  if (number === undefined) return []
  const event = Array.isArray(json) ? objectOr(json[Number(number)]) : null
  const insertId = objectOr(event?.properties)?.$insert_id ?? ''
  return [{ index: Number(number), insert_id: insertId, field, message: `'${field}' is invalid: ${message}` }]
}

function answerOfEngage(_: Received, { accepted, failures }: Verdict): Answer {
  if (failures.some(({ row }) => row === 'mixpanel.token'))
    return jsonAnswer(401, { error: 'Invalid token', status: 0 })
  return jsonAnswer(200, accepted ? { error: null, status: 1 } : { error: 'data, some data points failed', status: 0 })
}

function answerOfDeletion(_: Received, { accepted, failures }: Verdict): Answer {
  if (accepted) return jsonAnswer(200, { status: 'ok', results: { task_id: '1618716477000' } })
  const isToken = failures.some(({ row }) => row === 'mixpanel.token')
  return isToken ? jsonAnswer(401, { status: 'error' }) : jsonAnswer(400, { status: 'error' })
}
