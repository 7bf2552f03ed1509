import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { sendEach } from '../send-each.ts'
import { errorFor } from './answers.ts'
import type { Ga4Credentials, Ga4Settings } from './settings.ts'
import { streamQuery } from './stream.ts'

/**
 * GA4 takes 25 events a request, but deduplicates nothing except orders: a request that fails half-way would count its
 * other events twice on the retry, so each event goes alone. Several go at once.
 */
export function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<Ga4Settings, Ga4Credentials>,
): Promise<DeliverResult> {
  return sendEach(payloads, async (payload) => {
    const error = errorFor(await ctx.send(withSecret(requestFor(payload, ctx.settings), ctx.credentials)))
    if (error !== null) throw error
  })
}

export function requestFor(payload: JsonObject, settings: Ga4Settings): VendorRequest {
  return {
    method: 'POST',
    url: `${settings.endpoint}/mp/collect?${streamQuery(settings)}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  }
}

/** The protocol takes the secret in the query only: named, so that it is masked everywhere. */
export function withSecret(request: VendorRequest, { apiSecret }: Ga4Credentials): VendorRequest {
  return { ...request, url: `${request.url}&api_secret=${encodeURIComponent(apiSecret)}`, secretQuery: ['api_secret'] }
}
