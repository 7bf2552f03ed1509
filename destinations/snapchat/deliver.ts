import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor } from './answers.ts'
import type { SnapchatCredentials, SnapchatSettings } from './settings.ts'

/** v2 was closed in 2025; no end of v3 is published. */
export const apiVersion = 'v3'

export type SnapchatContext = DeliverContext<SnapchatSettings, SnapchatCredentials>

export async function deliver(payloads: JsonObject[], ctx: SnapchatContext): Promise<DeliverResult> {
  const error = errorFor(await ctx.send(withToken(requestFor(payloads, ctx.settings), ctx.credentials)))
  if (error !== null) throw error
  return { failed: [] }
}

export function requestFor(data: JsonObject[], { endpoint, assetId }: SnapchatSettings): VendorRequest {
  return {
    method: 'POST',
    url: `${endpoint}/${apiVersion}/${assetId}/events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  }
}

/** In the query, the one way that Snapchat documents; masked in every error and log. */
export function withToken(request: VendorRequest, { accessToken }: SnapchatCredentials): VendorRequest {
  return {
    ...request,
    url: `${request.url}?access_token=${encodeURIComponent(accessToken)}`,
    secretQuery: ['access_token'],
  }
}
