import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { webhook } from '../../sandbox/vendors/webhook.ts'
import { aSandbox, verdictOf } from './support/a-sandbox.ts'
import { describeRules, noonMs, type RuleCase, type SentRequest, set, unset } from './support/vendor-cases.ts'

const noon = noonMs / 1000
const secret = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE='
const otherSecret = 'whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY='

interface Draft {
  method: string
  headers: Record<string, string>
  body: Record<string, unknown> | unknown[]
}

function aWebhook(): Draft {
  return {
    method: 'POST',
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(noon),
      'webhook-signature': `v1,${bytes(32)}`,
    },
    body: { type: 'order.completed', timestamp: '2026-11-24T11:59:59.120Z', data: { orderId: '1001' } },
  }
}

function toRequest({ method, headers, body }: Draft): SentRequest {
  return { method, path: '/webhook/in', headers, body: JSON.stringify(body) }
}

const bytes = (length: number) => Buffer.alloc(length, 7).toString('base64')
const unverified = 'webhook.signature.unverified'

const cases: RuleCase<Draft>[] = [
  { row: 'webhook.method', breaks: set('method', 'PUT') },
  { row: 'webhook.id', breaks: unset('headers.webhook-id') },
  { row: 'webhook.timestamp.seconds', breaks: unset('headers.webhook-timestamp') },
  { row: 'webhook.timestamp.seconds', breaks: set('headers.webhook-timestamp', String(noonMs)) },
  { row: 'webhook.timestamp.seconds', breaks: set('headers.webhook-timestamp', '2026-11-24T12:00:00Z') },
  {
    row: 'webhook.timestamp.tolerance',
    breaks: set('headers.webhook-timestamp', String(noon - 301)),
    keeps: set('headers.webhook-timestamp', String(noon - 300)),
  },
  {
    row: 'webhook.timestamp.tolerance',
    breaks: set('headers.webhook-timestamp', String(noon + 301)),
    keeps: set('headers.webhook-timestamp', String(noon + 300)),
  },
  { row: 'webhook.signature.form', breaks: unset('headers.webhook-signature') },
  { row: 'webhook.signature.form', breaks: set('headers.webhook-signature', 'sha256=abc') },
  {
    row: 'webhook.signature.form',
    breaks: set('headers.webhook-signature', 'v1,short'),
    keeps: set('headers.webhook-signature', [32, 64].map((length) => `v1a,${bytes(length)}`).join(' ')),
  },
  { row: 'webhook.body.object', breaks: set('body', [1]) },
  { row: 'webhook.body.type', breaks: set('body.type', 'Order Completed') },
  { row: 'webhook.body.timestamp', breaks: set('body.timestamp', noonMs) },
  { row: 'webhook.body.timestamp', breaks: set('body.timestamp', '2026-13-24T11:59:59Z') },
  { row: 'webhook.body.data', breaks: set('body.data', []) },
  { row: 'webhook.body.size', breaks: set('body.data', { text: 'x'.repeat(20_000) }) },
]

describeRules('webhook', {
  // The signature's rows need a known secret: below.
  rows: webhook.rows.filter((row) => !row.id.startsWith('webhook.signature.') || row.id === 'webhook.signature.form'),
  baseNotes: [unverified],
  draft: aWebhook,
  toRequest,
  cases,
})

describe('webhook signatures', () => {
  const id = '3f6c1c1e-6f0e-4a58-9d5e-2b8f0d6f8a11'
  const body = JSON.stringify(aWebhook().body)
  const signed = (key: string, text = body) => new Webhook(key).sign('msg_1', new Date(noonMs), text)
  const sent = async (
    signature: string,
    options: { known?: Record<string, string | string[]>; path?: string } = {},
  ) => {
    const known = options.known ?? { [id]: secret }
    const sandbox = await aSandbox({ nowMs: () => noonMs, verifyWebhookSecrets: known })
    const headers = { ...aWebhook().headers, 'webhook-signature': signature }
    const answer = await sandbox.post(options.path ?? `/webhook/${id}/in`, body, headers)
    return { status: answer.status, verdict: verdictOf(await sandbox.last()) }
  }

  it('accepts a signature that another program made', async () => {
    // base64(HMAC-SHA256(key, "msg_1.1795521600." + body)), made with openssl.
    const { status, verdict } = await sent('v1,wjLXLK7nWrNfcEuqp8iLVu5ajZxA4rQiKt+yXWqJtt0=')
    expect([status, verdict.failures, verdict.notes]).toEqual([200, [], []])
  })

  it('accepts one right signature among several', async () => {
    expect((await sent(`${signed(otherSecret)} ${signed(secret)}`)).status).toBe(200)
  })

  it('accepts either secret while keys rotate', async () => {
    expect((await sent(signed(otherSecret), { known: { [id]: [secret, otherSecret] } })).status).toBe(200)
  })

  it.each([
    ['another secret', signed(otherSecret)],
    ['another body', signed(secret, `${body} `)],
    ['the secret taken as text', `v1,${Buffer.alloc(32, 1).toString('base64')}`],
  ])('refuses a signature of %s with 401', async (_name, signature) => {
    const { status, verdict } = await sent(signature)
    expect([status, verdict.failures.map((failure) => failure.row)]).toEqual([401, ['webhook.signature.valid']])
  })

  it('uses the common secret for a destination without its own', async () => {
    expect((await sent(signed(secret), { known: { webhook: secret }, path: '/webhook' })).status).toBe(200)
  })

  it('notes that a signature stays unverified when no secret is known', async () => {
    const { status, verdict } = await sent(signed(secret), { known: {} })
    expect([status, verdict.accepted, verdict.notes.map((note) => note.row)]).toEqual([200, true, [unverified]])
  })

  it('takes secrets while it runs', async () => {
    const sandbox = await aSandbox({ nowMs: () => noonMs })
    expect((await sandbox.post('/_webhook_secret', { destination: id, secret })).status).toBe(200)
    const headers = { ...aWebhook().headers, 'webhook-signature': signed(otherSecret) }
    expect((await sandbox.post(`/webhook/${id}`, body, headers)).status).toBe(401)
    await fetch(`${sandbox.url}/_webhook_secret`, { method: 'DELETE' })
    expect((await sandbox.post(`/webhook/${id}`, body, headers)).status).toBe(200)
  })
})
