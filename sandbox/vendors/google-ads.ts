import type { JsonObject } from '../../core/json.ts'
import { checklist, type Finding, type Verdict } from './checklist.ts'
import { checkRow } from './google-ads-row.ts'
import { type GoogleAdsChecks, rows } from './google-ads-rows.ts'
import { judgeToken, tokenPath, tokenSecretFields } from './google-token.ts'
import { objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: bad rows are told inside a 200, in `partialFailureError`; their places in `results` are empty objects. */
export const googleAds: Vendor = {
  type: 'google_ads',
  title: 'Google Ads API',
  rows: Object.values(rows),
  secretFields: tokenSecretFields,
  judge(received, context) {
    const checks = checklist(rows)
    if (received.path === tokenPath) return judgeToken(received, checks, context.traceId)
    checkEnvelope(received, checks)
    const name = listNameOf(received)
    const list = rowsOf(received, name, checks)
    const isAdjustment = name === 'conversionAdjustments'
    const seen = new Set<string>()
    for (const [index, row] of list.entries()) {
      checkRow(row, { at: `${name}[${index}]`, now: context.now, isAdjustment, seen, checks })
    }
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, { name, list, received, requestId: context.traceId }) }
  },
}

const pathPattern = /^\/v\d{1,3}\/customers\/\d{10}:upload(ClickConversions|ConversionAdjustments)$/

function checkEnvelope(received: Received, checks: GoogleAdsChecks): void {
  const { headers } = received
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(pathPattern.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'authorization'))
    checks.check(!/invalid|expired|nopermission/i.test(token), 'token.valid', 'authorization')
  checks.check((headers['developer-token'] ?? '').trim() !== '', 'developer_token', 'developer-token')
  const login = headers['login-customer-id']
  checks.check(login === undefined || /^\d{10}$/.test(login), 'login_customer_id', 'login-customer-id')
  checks.check(/^application\/json\b/i.test(headers['content-type'] ?? ''), 'content_type', 'content-type')
  const body = objectOr(received.json)
  if (!checks.check(body !== null, 'body.json', 'body') || body === null) return
  checks.check(body.partialFailure === true, 'partial_failure', 'partialFailure')
  checks.check(['undefined', 'boolean'].includes(typeof body.validateOnly), 'validate_only', 'validateOnly')
}

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

type ListName = 'conversions' | 'conversionAdjustments'

function listNameOf({ path }: Received): ListName {
  return path.endsWith(':uploadConversionAdjustments') ? 'conversionAdjustments' : 'conversions'
}

const rowsMax = 2000

function rowsOf(received: Received, name: ListName, checks: GoogleAdsChecks): unknown[] {
  const list = objectOr(received.json)?.[name]
  if (!checks.check(Array.isArray(list) && list.length > 0, 'rows.list', name) || !Array.isArray(list)) return []
  checks.check(list.length <= rowsMax, 'rows.max', name)
  return list.slice(0, rowsMax)
}

interface Outcome {
  name: ListName
  list: unknown[]
  received: Received
  requestId: string
}

function answerOf(verdict: Verdict, outcome: Outcome): Answer {
  const { name, list, received, requestId } = outcome
  const ofRequest = verdict.failures.filter(({ path }) => indexIn(path, name) === null)
  if (ofRequest[0] !== undefined) return refusal(ofRequest[0], received, requestId)
  const failed = new Set(verdict.failures.map(({ path }) => indexIn(path, name)))
  const dryRun = objectOr(received.json)?.validateOnly === true
  const results = list.map((row, index) => (failed.has(index) ? {} : echoOf(objectOr(row) ?? {})))
  return jsonAnswer(200, {
    ...(verdict.failures.length > 0 && { partialFailureError: partialError(verdict, name, requestId) }),
    ...(!dryRun && { results, jobId: '2147483648' }),
  })
}

/** Google repeats what names the row, never its value. */
function echoOf(row: JsonObject): JsonObject {
  const names = ['gclid', 'gbraid', 'wbraid', 'conversionAction', 'conversionDateTime', 'orderId', 'adjustmentType']
  return Object.fromEntries(names.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])))
}

function partialError(verdict: Verdict, name: ListName, requestId: string): JsonObject {
  const errors = verdict.failures.map((finding) => errorOf(finding, name))
  const message = 'Multiple errors in ‘details’. First error: refused by the sandbox'
  return { code: 3, message, details: [failureDetail(errors, requestId)] }
}

function failureDetail(errors: JsonObject[], requestId: string): JsonObject {
  return { '@type': 'type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure', errors, requestId }
}

function errorOf(finding: Finding, name: ListName): JsonObject {
  const row = Object.values(rows).find(({ id }) => id === finding.row)
  const [kind = 'requestError', code = 'UNKNOWN'] = (row?.code ?? 'requestError.INVALID_INPUT').split('.')
  const index = indexIn(finding.path, name)
  const fieldName = name === 'conversions' ? 'conversions' : 'conversion_adjustments'
  const rest = finding.path.slice(finding.path.indexOf(']') + 2)
  const elements = [{ fieldName, ...(index !== null && { index }) }, ...(rest === '' ? [] : [{ fieldName: rest }])]
  return { errorCode: { [kind]: code }, message: finding.message, location: { fieldPathElements: elements } }
}

function indexIn(path: string, name: ListName): number | null {
  const index = new RegExp(`^${name}\\[(\\d+)\\]`).exec(path)?.[1]
  return index === undefined ? null : Number(index)
}

function refusal(finding: Finding, received: Received, requestId: string): Answer {
  const { status, word, code } = refusalKinds[finding.row] ?? statusOfToken(finding, received) ?? invalidArgument
  const [kind = 'requestError', value = 'UNKNOWN'] = code.split('.')
  const detail = failureDetail([{ errorCode: { [kind]: value }, message: finding.message }], requestId)
  return jsonAnswer(status, { error: { code: status, message: finding.message, status: word, details: [detail] } })
}

interface RefusalKind {
  status: number
  word: string
  code: string
}

const invalidArgument: RefusalKind = { status: 400, word: 'INVALID_ARGUMENT', code: 'requestError.INVALID_INPUT' }
const noToken: RefusalKind = {
  status: 401,
  word: 'UNAUTHENTICATED',
  code: 'authenticationError.OAUTH_TOKEN_INVALID',
}
const refusalKinds: Readonly<Record<string, RefusalKind>> = {
  [rows['token.present'].id]: noToken,
  [rows.path.id]: { status: 404, word: 'NOT_FOUND', code: 'requestError.RESOURCE_NAME_MALFORMED' },
  [rows.method.id]: { status: 404, word: 'NOT_FOUND', code: 'requestError.RESOURCE_NAME_MALFORMED' },
  [rows.developer_token.id]: { ...invalidArgument, status: 401, code: 'authenticationError.DEVELOPER_TOKEN_INVALID' },
  [rows['rows.max'].id]: { ...invalidArgument, code: 'conversionUploadError.TOO_MANY_CONVERSIONS_IN_REQUEST' },
}

function statusOfToken({ row }: Finding, received: Received): RefusalKind | null {
  if (row !== rows['token.valid'].id) return null
  if (/nopermission/i.test(tokenOf(received)))
    return { status: 403, word: 'PERMISSION_DENIED', code: 'authorizationError.USER_PERMISSION_DENIED' }
  const isExpired = /expired/i.test(tokenOf(received))
  return isExpired ? { ...noToken, code: 'authenticationError.OAUTH_TOKEN_EXPIRED' } : noToken
}
