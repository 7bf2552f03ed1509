import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { textAt } from '../json-at.ts'
import { sendEach } from '../send-each.ts'
import { errorFor } from './answers.ts'
import type { WebhookCredentials, WebhookSettings } from './settings.ts'
import { signatureHeaders, webhookId } from './sign.ts'

/** One event a request, as the standard wants it. */
export function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<WebhookSettings, WebhookCredentials>,
): Promise<DeliverResult> {
  return sendEach(payloads, async (payload) => {
    const error = errorFor(await ctx.send(signed(payload, ctx)))
    if (error !== null) throw error
  })
}

export function requestFor(payload: JsonObject, { url }: WebhookSettings): VendorRequest {
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) }
}

export function signed(payload: JsonObject, ctx: DeliverContext<WebhookSettings, WebhookCredentials>): VendorRequest {
  const request = requestFor(payload, ctx.settings)
  const signature = signatureHeaders({
    id: webhookId(textAt(payload, 'type') ?? '', textAt(payload, 'data', 'vendorEventId') ?? ''),
    sentAt: ctx.now(),
    body: request.body ?? '',
    secrets: ctx.credentials.secrets,
  })
  return { ...request, headers: { ...request.headers, ...signature } }
}
