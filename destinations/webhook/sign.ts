import { createHmac } from 'node:crypto'
import { sha256Hex } from '../../core/seal.ts'

/** Standard Webhooks 1.0.0: `id.timestamp.body` under the decoded bytes of each secret; several allow rotation. */
export function signatureHeaders(message: {
  id: string
  sentAt: Date
  body: string
  secrets: readonly string[]
}): Record<string, string> {
  const { id, sentAt, body, secrets } = message
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const signed = `${id}.${timestamp}.${body}`
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets.map((secret) => `v1,${hmacBase64(secret, signed)}`).join(' '),
  }
}

/**
 * The receiver's idempotency key: the same for every retry and replay of an event. Made of type and vendor event id,
 * since a shop may give one event id to two events of a page; without a full stop, which separates what is signed.
 */
export function webhookId(type: string, vendorEventId: string): string {
  return `msg_${sha256Hex(`${type}\n${vendorEventId}`).slice(0, 32)}`
}

function hmacBase64(secret: string, text: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return createHmac('sha256', key).update(text, 'utf8').digest('base64')
}
