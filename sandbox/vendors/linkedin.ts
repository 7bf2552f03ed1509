import { checklist, type Finding, type Verdict } from './checklist.ts'
import { judgeToken, tokenSecretFields } from './google-token.ts'
import { checkElement } from './linkedin-element.ts'
import { type LinkedInChecks, rows } from './linkedin-rows.ts'
import { objectOr } from './values.ts'
import { type Answer, type Judgement, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: one bad element refuses the batch with 422, and only the text says which; an old version is 426. */
export const linkedin: Vendor = {
  type: 'linkedin',
  title: 'LinkedIn Conversions API',
  rows: Object.values(rows),
  secretFields: tokenSecretFields,
  judge(received, { now, traceId }) {
    const checks = checklist(rows)
    if (received.path === tokenPath) return judgeAccess(received, checks, traceId)
    checkEnvelope(received, now, checks)
    const isRule = rulePattern.test(received.path)
    const elements = isRule ? [] : elementsOf(received, checks)
    for (const [index, one] of elements.entries()) checkElement(one, { at: `elements[${index}]`, now, checks })
    const verdict = checks.verdict()
    const answer = verdict.accepted ? accepted(received, elements.length) : refusal(verdict, received)
    return { verdict, answer }
  },
}

const tokenPath = '/oauth/v2/accessToken'
const eventsPath = '/rest/conversionEvents'
const rulePattern = /^\/rest\/conversions\/(\d{1,20})$/

/** The refresh token comes back as it was, with what is left of its year. */
function judgeAccess(received: Received, checks: LinkedInChecks, traceId: string): Judgement {
  const judged = judgeToken(received, checks, traceId)
  if (judged.answer.status !== 200) return judged
  const refreshToken = new URLSearchParams(received.raw).get('refresh_token')
  const access = { access_token: `AQV-sandbox-${traceId}`, expires_in: 5_183_999, scope: 'rw_conversions' }
  return {
    ...judged,
    answer: jsonAnswer(200, { ...access, refresh_token: refreshToken, refresh_token_expires_in: 31_535_999 }),
  }
}

function checkEnvelope(received: Received, now: Date, checks: LinkedInChecks): void {
  const { method, path, headers } = received
  const isRule = rulePattern.test(path)
  checks.check(method === (isRule ? 'GET' : 'POST'), 'method', 'method')
  checks.check(isRule || path === eventsPath, 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'authorization'))
    checks.check(!/expired|revoked|nopermission/i.test(token), 'token.valid', 'authorization')
  const version = headers['linkedin-version'] ?? ''
  if (checks.check(/^20\d\d(0[1-9]|1[0-2])$/.test(version), 'version', 'linkedin-version'))
    checks.check(monthsSince(version, now) <= 12, 'version.live', 'linkedin-version')
  checks.check(headers['x-restli-protocol-version'] === '2.0.0', 'protocol', 'x-restli-protocol-version')
  if (isRule) return
  checks.check(headers['x-restli-method'] === 'BATCH_CREATE', 'batch_method', 'x-restli-method')
  checks.check(/^application\/json\b/i.test(headers['content-type'] ?? ''), 'content_type', 'content-type')
  checks.check(objectOr(received.json) !== null, 'body.json', 'body')
}

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

function monthsSince(version: string, now: Date): number {
  const [year, month] = [Number(version.slice(0, 4)), Number(version.slice(4))]
  return (now.getUTCFullYear() - year) * 12 + now.getUTCMonth() + 1 - month
}

const elementsMax = 5000

function elementsOf(received: Received, checks: LinkedInChecks): unknown[] {
  const list = objectOr(received.json)?.elements
  const isList = checks.check(Array.isArray(list) && list.length > 0, 'elements.list', 'elements')
  if (!isList || !Array.isArray(list)) return []
  checks.check(list.length <= elementsMax, 'elements.max', 'elements')
  return list.slice(0, elementsMax)
}

function accepted({ path }: Received, count: number): Answer {
  const rule = rulePattern.exec(path)?.[1]
  if (rule !== undefined)
    return jsonAnswer(200, { id: Number(rule), conversionMethod: 'CONVERSIONS_API', enabled: true })
  return jsonAnswer(200, { elements: Array.from({ length: count }, () => ({ status: 201 })) })
}

function refusal({ failures }: Verdict, received: Received): Answer {
  const ofRequest = failures.find(({ path }) => !path.startsWith('elements['))
  if (ofRequest !== undefined) return refusedRequest(ofRequest, received)
  return jsonAnswer(422, { status: 422, code: 'INVALID_INPUT', message: failures.map(textOf).join('\n') })
}

/** "Index: 3, ERROR :: /conversionHappenedAt :: …" */
function textOf({ path, message }: Finding): string {
  const [, index, rest = ''] = /^elements\[(\d+)\]\.?(.*)$/.exec(path) ?? []
  return `Index: ${index}, ERROR :: /${rest.replaceAll(/[.[]/g, '/').replaceAll(']', '')} :: ${message}`
}

function refusedRequest({ row, message }: Finding, received: Received): Answer {
  const token = tokenOf(received)
  if (row === rows['token.present'].id) return answerOf(401, 'INVALID_ACCESS_TOKEN', message)
  if (row === rows['token.valid'].id) {
    if (/nopermission/i.test(token)) return answerOf(403, 'ACCESS_DENIED', message)
    return answerOf(401, /revoked/i.test(token) ? 'REVOKED_ACCESS_TOKEN' : 'EXPIRED_ACCESS_TOKEN', message)
  }
  if (row === rows.version.id) return answerOf(400, 'VERSION_MISSING', message)
  if (row === rows['version.live'].id) return answerOf(426, 'NONEXISTENT_VERSION', message)
  return row === rows.path.id || row === rows.method.id
    ? answerOf(404, 'RESOURCE_NOT_FOUND', message)
    : answerOf(400, 'ILLEGAL_ARGUMENT', message)
}

function answerOf(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, { status, serviceErrorCode: status * 100, code, message })
}
