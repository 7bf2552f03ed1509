import { isJsonObject, type JsonObject } from '../../core/json.ts'
import { type Checklist, checklist, defineRows, type Verdict } from './checklist.ts'
import { isFilledString, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

const rows = defineRows('segment', {
  method: { source: 'DOC', ref: '15 Endpoint', rule: 'messages are posted' },
  path: {
    source: 'DOC',
    ref: '15 Endpoint',
    rule: 'the path is /v1/batch, /v1/ and a call, or /regulations/sources/ and a source for deletion',
  },
  key: { source: 'DOC', ref: '15 Endpoint', rule: 'the write key is in Basic authorization, with its colon' },
  'body.json': { source: 'DOC', ref: '15 Response', rule: 'the body is a JSON object' },
  'body.size': { source: 'DOC', ref: '15 Limits', rule: 'a batch has at most 500 KB' },
  'batch.count': { source: 'DOC', ref: '15 Limits', rule: 'a batch has 1 to 2,500 messages' },
  'message.size': { source: 'DOC', ref: '15 Limits', rule: 'a message has at most 32 KB' },
  'message.type': { source: 'DOC', ref: '15 Endpoint', rule: 'a message of a batch has the type of a call' },
  'message.id': { source: 'DOC', ref: '15 Required', rule: 'a message has userId or anonymousId' },
  'message.event': { source: 'DOC', ref: '15 Required', rule: 'a track call has an event' },
  'message.group': { source: 'DOC', ref: '15 Required', rule: 'a group call has a groupId' },
  'message.previous': { source: 'DOC', ref: '15 Required', rule: 'an alias call has previousId and userId' },
  'message.message_id': { source: 'DOC', ref: '15 Required', rule: 'messageId has under 100 characters' },
  'message.repeats': { source: 'DOC', ref: '15 Required', rule: 'without messageId repeats are counted', advice: true },
  'message.timestamp': { source: 'DOC', ref: '15 Endpoint', rule: 'timestamp is ISO 8601' },
  'message.consent': {
    source: 'DOC',
    ref: '15 Consent',
    rule: 'context.consent.categoryPreferences are true or false by category',
  },
  'deletion.body': { source: '3P', ref: '15 Endpoint', rule: 'a regulation has its type, subject type and subjects' },
})

type Checks = Checklist<keyof typeof rows>

/** Odd rule: 200 for nearly everything; only JSON that is none and what is too large get a 400. */
export const segment: Vendor = {
  type: 'segment',
  title: 'Segment HTTP API',
  rows: Object.values(rows),
  secretFields: ['writeKey'],
  judge(received) {
    const checks = checklist(rows)
    checks.check(received.method === 'POST', 'method', 'method')
    const body = objectOr(received.json)
    checks.check(body !== null, 'body.json', 'body')
    const door = doorOf(received.path)
    checks.check(door !== null, 'path', 'path')
    if (body !== null && door !== null) checkAt(door, body, { received, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(door, verdict) }
  },
}

const calls = new Set<unknown>(['track', 'identify', 'page', 'screen', 'group', 'alias'])

type Door = 'batch' | 'deletion' | { call: string }

function doorOf(path: string): Door | null {
  if (path === '/v1/batch') return 'batch'
  if (/^\/regulations\/sources\/\w+$/.test(path)) return 'deletion'
  const [, call] = /^\/v1\/(\w+)$/.exec(path) ?? []
  return call !== undefined && calls.has(call) ? { call } : null
}

interface Place {
  received: Received
  checks: Checks
}

function checkAt(door: Door, body: JsonObject, place: Place): void {
  if (door === 'deletion') checkDeletion(body, place.checks)
  else checkCalls(door, body, place)
}

function checkCalls(door: Exclude<Door, 'deletion'>, body: JsonObject, { received, checks }: Place): void {
  const basic = /^Basic (\S+)$/.exec(received.headers.authorization ?? '')?.[1] ?? ''
  const hasKey = /^[^:]+:$/.test(Buffer.from(basic, 'base64').toString('utf8')) || isFilledString(body.writeKey)
  checks.check(hasKey, 'key', 'authorization')
  if (door === 'batch') checkBatch(body, { received, checks })
  else checkMessage({ type: door.call, ...body }, 'body', checks)
}

function checkBatch({ batch }: JsonObject, { received, checks }: Place): void {
  checks.check(received.byteLength <= 500 * 1024, 'body.size', 'body')
  const messages = Array.isArray(batch) ? batch : []
  checks.check(messages.length >= 1 && messages.length <= 2500, 'batch.count', 'batch')
  for (const [index, message] of messages.entries()) checkMessage(objectOr(message) ?? {}, `batch[${index}]`, checks)
}

function checkMessage(message: JsonObject, at: string, checks: Checks): void {
  const { type, userId, anonymousId, messageId, timestamp } = message
  checks.check(Buffer.byteLength(JSON.stringify(message)) <= 32 * 1024, 'message.size', at)
  checks.check(calls.has(type), 'message.type', `${at}.type`)
  checks.check([userId, anonymousId].some(isFilledString), 'message.id', `${at}.userId`)
  checks.check(type !== 'track' || isFilledString(message.event), 'message.event', `${at}.event`)
  checks.check(type !== 'group' || isFilledString(message.groupId), 'message.group', `${at}.groupId`)
  const hasBoth = isFilledString(message.previousId) && isFilledString(userId)
  checks.check(type !== 'alias' || hasBoth, 'message.previous', `${at}.previousId`)
  if (checks.check(messageId !== undefined, 'message.repeats', `${at}.messageId`))
    checks.check(isFilledString(messageId) && messageId.length < 100, 'message.message_id', `${at}.messageId`)
  const isIso =
    typeof timestamp === 'string' && /^\d{4}-\d\d-\d\dT/.test(timestamp) && Number.isFinite(Date.parse(timestamp))
  checks.check(timestamp === undefined || isIso, 'message.timestamp', `${at}.timestamp`)
  checkConsent(objectOr(message.context)?.consent, at, checks)
}

function checkConsent(consent: unknown, at: string, checks: Checks): void {
  if (consent === undefined) return
  const preferences = objectOr(consent)?.categoryPreferences
  const isRead = isJsonObject(preferences) && Object.values(preferences).every((value) => typeof value === 'boolean')
  checks.check(isRead, 'message.consent', `${at}.context.consent`)
}

function checkDeletion({ regulationType, subjectType, subjectIds }: JsonObject, checks: Checks): void {
  const hasSubjects = Array.isArray(subjectIds) && subjectIds.length > 0 && subjectIds.every(isFilledString)
  const isKnown = isFilledString(regulationType) && (subjectType === 'USER_ID' || subjectType === 'ANONYMOUS_ID')
  checks.check(isKnown && hasSubjects, 'deletion.body', 'body')
}

const toldRows = new Set(['segment.body.json', 'segment.body.size', 'segment.message.size'])

function answerOf(door: Door | null, { failures }: Verdict): Answer {
  if (door === null) return jsonAnswer(404, { message: 'Not Found' })
  if (failures.some(({ row }) => toldRows.has(row))) return jsonAnswer(400, { success: false })
  if (door === 'deletion') return jsonAnswer(200, { data: { regulateId: 'sandbox-regulation' } })
  return jsonAnswer(200, { success: true })
}
