import { timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { type Checklist, checklist, defineRows } from './checklist.ts'
import { isFilledString, objectOr } from './values.ts'
import { jsonAnswer, type Received, type Vendor, type VendorContext } from './vendor.ts'

const rows = defineRows('webhook', {
  method: { source: 'SPEC', ref: '16 Headers', rule: 'a webhook is posted' },
  id: { source: 'SPEC', ref: '16 Headers', rule: 'webhook-id is there' },
  'timestamp.seconds': { source: 'SPEC', ref: '16 Headers', rule: 'webhook-timestamp is in unix seconds' },
  'timestamp.tolerance': {
    source: 'SPEC',
    ref: '16 Verify',
    rule: 'webhook-timestamp is of this attempt: within 5 minutes',
  },
  'signature.form': {
    source: 'SPEC',
    ref: '16 Signature',
    rule: 'webhook-signature is a space-separated list of v1,{base64} or v1a,{base64}',
  },
  'signature.valid': {
    source: 'SPEC',
    ref: '16 Signature',
    rule: 'one v1 signature is base64(HMAC-SHA256(id.timestamp.body)) under the decoded secret',
  },
  'signature.unverified': {
    source: 'SANDBOX',
    ref: '16 Signature',
    rule: 'the secret of this destination is not known here, so the signature was not verified',
    advice: true,
  },
  'body.object': { source: 'SPEC', ref: '16 Payload', rule: 'the body is a JSON object' },
  'body.type': { source: 'SPEC', ref: '16 Payload', rule: 'type is a full-stop delimited name' },
  'body.timestamp': { source: 'SPEC', ref: '16 Payload', rule: 'timestamp is an ISO 8601 time' },
  'body.data': { source: 'SPEC', ref: '16 Payload', rule: 'data is an object' },
  'body.size': { source: 'SPEC', ref: '16 Payload', rule: 'the payload should be smaller than 20 kB', advice: true },
})

type WebhookChecks = Checklist<keyof typeof rows>

/** Odd rule: the timestamp is the attempt's, the id the message's; a retry changes the one and keeps the other. */
export const webhook: Vendor = {
  type: 'webhook',
  title: 'Webhook (Standard Webhooks)',
  rows: Object.values(rows),
  secretFields: [],
  judge(received, context) {
    const checks = checklist(rows)
    checks.check(received.method === 'POST', 'method', 'method')
    checkPayload(received, checks)
    const authentic = checkHeaders(received, context, checks)
    const verdict = checks.verdict()
    if (verdict.accepted) return { verdict, answer: jsonAnswer(200, { received: true }) }
    const status = authentic ? 400 : 401
    return { verdict, answer: jsonAnswer(status, { error: { code: verdict.failures[0]?.row } }) }
  },
}

/** False = the signature is a wrong one. */
function checkHeaders(received: Received, context: VendorContext, checks: WebhookChecks): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': signatures } = received.headers
  const named = checks.check(isFilledString(id), 'id', 'webhook-id')
  const timed = checks.check(isUnixSeconds(stamp), 'timestamp.seconds', 'webhook-timestamp')
  if (timed) {
    const offMs = Math.abs(Number(stamp) * 1000 - context.now.getTime())
    checks.check(offMs <= 300_000, 'timestamp.tolerance', 'webhook-timestamp')
  }
  const formed = checks.check(isSignatureList(signatures), 'signature.form', 'webhook-signature')
  if (!named || !timed || !formed) return true
  if (!checks.check(context.webhookSecrets.length > 0, 'signature.unverified', 'webhook-signature')) return true
  return checks.check(isSigned(received, context.webhookSecrets), 'signature.valid', 'webhook-signature')
}

/** Ten digits until the year 2286: milliseconds have thirteen. */
function isUnixSeconds(stamp: string | undefined): boolean {
  return stamp !== undefined && /^\d{9,11}$/.test(stamp)
}

function isSignatureList(list: string | undefined): boolean {
  return list !== undefined && /^v1a?,[A-Za-z0-9+/]{43,88}={0,2}( v1a?,[A-Za-z0-9+/]{43,88}={0,2}){0,9}$/.test(list)
}

/** The package signs; comparing is ours, since its `verify` reads the machine's clock. */
function isSigned(received: Received, secrets: readonly string[]): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': stamp, 'webhook-signature': list = '' } = received.headers
  const at = new Date(Number(stamp) * 1000)
  return secrets.some((secret) => {
    const expected = new Webhook(secret).sign(id, at, received.raw)
    return list.split(' ').some((given) => isSame(given, expected))
  })
}

function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}

const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

function checkPayload(received: Received, checks: WebhookChecks): void {
  checks.check(received.byteLength < 20_000, 'body.size', 'body')
  const body = objectOr(received.json)
  if (!checks.check(body !== null, 'body.object', 'body') || body === null) return
  const { type, timestamp, data } = body
  checks.check(typeof type === 'string' && /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/.test(type), 'body.type', 'type')
  const timed = typeof timestamp === 'string' && isoTime.test(timestamp) && !Number.isNaN(Date.parse(timestamp))
  checks.check(timed, 'body.timestamp', 'timestamp')
  checks.check(objectOr(data) !== null, 'body.data', 'data')
}
