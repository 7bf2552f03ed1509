import { checklist, type Finding, type Verdict } from './checklist.ts'
import { checkEvent } from './microsoft-uet-event.ts'
import { type MicrosoftUetChecks, rows } from './microsoft-uet-rows.ts'
import { objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: with `continueOnValidationError` bad rows stand in a 200, beside warnings; without it one bad row refuses all. */
export const microsoftUet: Vendor = {
  type: 'microsoft_uet',
  title: 'Microsoft UET Conversions API',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, { now }) {
    const checks = checklist(rows)
    checkEnvelope(received, checks)
    const events = eventsOf(received, checks)
    for (const [index, event] of events.entries()) checkEvent(event, { at: `data[${index}]`, now, checks })
    const verdict = checks.verdict()
    return { verdict, answer: answerOf(verdict, received, events.length) }
  },
}

function checkEnvelope(received: Received, checks: MicrosoftUetChecks): void {
  checks.check(received.method === 'POST', 'method', 'method')
  checks.check(/^\/v1\/\d{1,20}\/events$/.test(received.path), 'path', 'path')
  const token = tokenOf(received)
  if (checks.check(token !== '', 'token.present', 'authorization'))
    checks.check(!/invalid|expired|nopermission/i.test(token), 'token.valid', 'authorization')
  checks.check(/^application\/json\b/i.test(received.headers['content-type'] ?? ''), 'content_type', 'content-type')
  checks.check(objectOr(received.json) !== null, 'body.json', 'body')
}

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

const eventsMax = 1000

function eventsOf(received: Received, checks: MicrosoftUetChecks): unknown[] {
  const data = objectOr(received.json)?.data
  if (!checks.check(Array.isArray(data) && data.length > 0, 'data.array', 'data') || !Array.isArray(data)) return []
  checks.check(data.length <= eventsMax, 'data.max', 'data')
  return data.slice(0, eventsMax)
}

function answerOf(verdict: Verdict, received: Received, sent: number): Answer {
  const [refusal] = verdict.failures.filter(({ path }) => indexIn(path) === null)
  if (refusal !== undefined) return jsonAnswer(statusOf(refusal, received), errorBody([detailOf(refusal, false)]))
  const details = [
    ...verdict.failures.map((finding) => detailOf(finding, false)),
    ...verdict.notes.map((finding) => detailOf(finding, true)),
  ]
  const goesOn = objectOr(received.json)?.continueOnValidationError === true
  if (verdict.failures.length > 0 && !goesOn) return jsonAnswer(400, errorBody(details))
  const failed = new Set(verdict.failures.map(({ path }) => indexIn(path)))
  const error = details.length > 0 ? errorBody(details) : {}
  return jsonAnswer(200, { eventsReceived: sent - failed.size, ...error })
}

function errorBody(details: object[]) {
  return { error: { code: 'ValidationError', message: 'One or more events failed validation.', details } }
}

function detailOf({ path, message }: Finding, isWarning: boolean) {
  const index = indexIn(path)
  const propertyName = path.replace(/^data\[\d+\]\.?/, '')
  return { ...(index !== null && { index }), propertyName, attemptedValue: null, errorMessage: message, isWarning }
}

function indexIn(path: string): number | null {
  const index = /^data\[(\d+)\]/.exec(path)?.[1]
  return index === undefined ? null : Number(index)
}

function statusOf({ row }: Finding, received: Received): number {
  if (row === rows['token.present'].id) return 401
  if (row === rows['token.valid'].id) return /nopermission/i.test(tokenOf(received)) ? 403 : 401
  return row === rows.path.id || row === rows.method.id ? 404 : 400
}
