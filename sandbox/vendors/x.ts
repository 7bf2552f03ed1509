import { checklist, type Finding, type Verdict } from './checklist.ts'
import { objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'
import { checkConversion } from './x-conversion.ts'
import { rows, type XChecks } from './x-rows.ts'

/** Odd rule: a request succeeds only with no error in any conversion; otherwise all errors are told and nothing is kept. */
export const x: Vendor = {
  type: 'x',
  title: 'X Conversion API',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, { now, traceId }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const pixel = pathPattern.exec(received.path)?.[1] ?? ''
    const list = conversionsOf(received, checks)
    for (const [index, one] of list.entries()) checkConversion(one, { at: `conversions[${index}]`, now, pixel, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, received, { count: list.length, debugId: traceId }) }
  },
}

const pathPattern = /^\/12\/measurement\/conversions\/([a-z0-9]{2,20})$/

function checkEnvelope(received: Received, checks: XChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(pathPattern.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'x-pixel-token'))
    checks.check(!/invalid|nopermission/i.test(token), 'token.valid', 'x-pixel-token')
  checks.check(/^application\/json\b/i.test(received.headers['content-type'] ?? ''), 'content_type', 'content-type')
  checks.check(objectOr(received.json) !== null, 'body.json', 'body')
}

/** A signature is taken for what it says: only X can check it. */
function tokenOf({ headers }: Received): string {
  return headers['x-pixel-token'] ?? /^OAuth\s+(.+)$/is.exec(headers.authorization ?? '')?.[1] ?? ''
}

const conversionsMax = 500

function conversionsOf(received: Received, checks: XChecks): unknown[] {
  const list = objectOr(received.json)?.conversions
  const isList = checks.check(Array.isArray(list) && list.length > 0, 'conversions.list', 'conversions')
  if (!isList || !Array.isArray(list)) return []
  checks.check(list.length <= conversionsMax, 'conversions.max', 'conversions')
  return list.slice(0, conversionsMax)
}

function answerOf(verdict: Verdict, received: Received, taken: { count: number; debugId: string }): Answer {
  const request = { params: {} }
  if (verdict.accepted)
    return jsonAnswer(200, { request, data: { conversions_processed: taken.count, debug_id: taken.debugId } })
  return jsonAnswer(statusOf(verdict, received), { errors: verdict.failures.map(errorOf), request })
}

function statusOf({ failures }: Verdict, received: Received): number {
  const failed = new Set(failures.map(({ row }) => row))
  if (failed.has(rows['token.present'].id)) return 401
  if (failed.has(rows['token.valid'].id)) return /nopermission/i.test(tokenOf(received)) ? 403 : 401
  return failed.has(rows.path.id) || failed.has(rows.method.id) ? 404 : 400
}

function errorOf({ row, path, message }: Finding) {
  const code = Object.values(rows).find(({ id }) => id === row)?.code ?? 'INVALID_PARAMETER'
  return { code, message, parameter: path }
}
