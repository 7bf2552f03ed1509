import type { JsonObject } from '../../core/json.ts'
import { checklist, type Finding, type Verdict } from './checklist.ts'
import { type DataManagerChecks, rows } from './google-data-manager-rows.ts'
import { requestIdFor, statusFor } from './google-data-manager-status.ts'
import { judgeToken, tokenPath, tokenSecretFields } from './google-token.ts'
import { isCurrency, isFilledString, isSha256, objectOr } from './values.ts'
import { type Answer, jsonAnswer, type Received, type Vendor } from './vendor.ts'

/** Odd rule: one bad field refuses all; a 200 only means accepted, and the results come later, as counts by request. */
export const googleDataManager: Vendor = {
  type: 'google_data_manager',
  title: 'Google Data Manager API',
  rows: Object.values(rows),
  secretFields: tokenSecretFields,
  judge(received, { now, traceId }) {
    const checks = checklist(rows)
    if (received.path === tokenPath) return judgeToken(received, checks, traceId)
    const isStatus = received.path === statusPath
    checks.check(received.method === (isStatus ? 'GET' : 'POST'), 'method', 'method')
    checks.check(isStatus || received.path === ingestPath, 'path', 'path')
    const token = tokenOf(received)
    if (checks.check(token !== '', 'token.present', 'authorization'))
      checks.check(!/invalid|expired|nopermission/i.test(token), 'token.valid', 'authorization')
    const status = isStatus ? statusFor(received.query.get('requestId') ?? '', now.getTime()) : null
    if (isStatus) checks.check(status !== null, 'status.id', 'requestId')
    else checkBody(received, checks)
    const verdict = checks.verdict()
    const accepted = () => status ?? ingested(received, { nowMs: now.getTime(), traceId })
    return { verdict, answer: verdict.accepted ? jsonAnswer(200, accepted()) : refusal(verdict, received) }
  },
}

const ingestPath = '/v1/events:ingest'
const statusPath = '/v1/requestStatus:retrieve'

function tokenOf({ headers }: Received): string {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
}

/** A dry run has nothing to ask for later. */
function ingested({ json }: Received, at: { nowMs: number; traceId: string }): JsonObject {
  const body = objectOr(json)
  return body?.validateOnly === true ? {} : { requestId: requestIdFor(eventsOf(body), at) }
}

function eventsOf(body: JsonObject | null): unknown[] {
  return Array.isArray(body?.events) ? body.events : []
}

function checkBody({ json }: Received, checks: DataManagerChecks): void {
  const body = objectOr(json)
  if (!checks.check(body !== null, 'body.json', 'body') || body === null) return
  const { destinations, encoding } = body
  const places = Array.isArray(destinations) ? destinations.map(objectOr) : []
  checks.check(places.length >= 1 && places.length <= 10 && places.every(isDestination), 'destinations', 'destinations')
  checks.check(encoding === 'HEX' || encoding === 'BASE64', 'encoding', 'encoding')
  const events = eventsOf(body)
  checks.check(events.length >= 1 && events.length <= 2000, 'events.count', 'events')
  for (const [index, event] of events.entries()) checkEvent(objectOr(event) ?? {}, `events[${index}]`, checks)
}

function isDestination(place: JsonObject | null): boolean {
  const account = objectOr(place?.operatingAccount)
  return (
    account?.accountType === 'GOOGLE_ADS' &&
    /^\d{10}$/.test(String(account.accountId)) &&
    isFilledString(place?.productDestinationId)
  )
}

const sources = new Set<unknown>(['WEB', 'APP', 'IN_STORE', 'PHONE', 'OTHER'])

function checkEvent(event: JsonObject, at: string, checks: DataManagerChecks): void {
  const { eventTimestamp, eventSource, transactionId, conversionValue, currency } = event
  const isTime = typeof eventTimestamp === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(eventTimestamp)
  checks.check(isTime && Number.isFinite(Date.parse(String(eventTimestamp))), 'timestamp', `${at}.event_timestamp`)
  checks.check(sources.has(eventSource), 'source', `${at}.event_source`)
  const isId = isFilledString(transactionId) && transactionId.length <= 512
  checks.check(isId, 'transaction', `${at}.transaction_id`)
  const isMoney = conversionValue === undefined || (typeof conversionValue === 'number' && isCurrency(currency))
  checks.check(isMoney, 'currency', `${at}.currency`)
  checkIdentifiers(event, at, checks)
  const values = Object.values(objectOr(event.consent) ?? {})
  checks.check(
    values.every((value) => consents.has(value)),
    'consent',
    `${at}.consent`,
  )
}

const consents = new Set<unknown>(['CONSENT_GRANTED', 'CONSENT_DENIED', 'CONSENT_STATUS_UNSPECIFIED'])

function checkIdentifiers(event: JsonObject, at: string, checks: DataManagerChecks): void {
  const list = objectOr(event.userData)?.userIdentifiers
  const identifiers = (Array.isArray(list) ? list : []).map((one) => objectOr(one) ?? {})
  const clickIds = Object.values(objectOr(event.adIdentifiers) ?? {})
  checks.check(clickIds.some(isFilledString) || identifiers.length > 0, 'match_key', at)
  const isOneEach = identifiers.every((one) => Object.keys(one).length === 1)
  checks.check(identifiers.length <= 10 && isOneEach, 'identifiers', `${at}.user_data`)
  for (const { emailAddress, phoneNumber, address } of identifiers) {
    const hashed = [emailAddress, phoneNumber].filter((value) => value !== undefined)
    checks.check(hashed.every(isSha256), 'hash', `${at}.user_data.user_identifiers`)
    if (address !== undefined) checkAddress(objectOr(address) ?? {}, `${at}.user_data.user_identifiers`, checks)
  }
}

function checkAddress(address: JsonObject, at: string, checks: DataManagerChecks): void {
  const { givenName, familyName, regionCode, postalCode } = address
  const hasAll = [givenName, familyName, regionCode, postalCode].every(isFilledString)
  if (checks.check(hasAll, 'address', at)) checks.check(isSha256(givenName) && isSha256(familyName), 'hash', at)
}

function refusal({ failures }: Verdict, received: Received): Answer {
  const [first] = failures
  const row = first?.row ?? ''
  if (row === rows['token.present'].id) return problem(401, 'UNAUTHENTICATED', [])
  if (row === rows['token.valid'].id)
    return /nopermission/i.test(tokenOf(received))
      ? problem(403, 'PERMISSION_DENIED', [])
      : problem(401, 'UNAUTHENTICATED', [])
  if (row === rows.path.id || row === rows['status.id'].id) return problem(404, 'NOT_FOUND', [])
  return problem(400, 'INVALID_ARGUMENT', failures.map(violationOf))
}

function violationOf({ row, path, message }: Finding): JsonObject {
  const reason = Object.values(rows).find(({ id }) => id === row)?.code ?? 'INVALID_FIELD'
  return { field: path.startsWith('events[') ? `events.${path}` : path, description: message, reason }
}

function problem(code: number, status: string, fieldViolations: JsonObject[]): Answer {
  const detail = { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }
  const details = fieldViolations.length > 0 ? [detail] : []
  return jsonAnswer(code, { error: { code, message: 'refused by the sandbox', status, details } })
}
