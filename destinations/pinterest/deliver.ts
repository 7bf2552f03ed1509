import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { resultOf } from './answers.ts'
import type { PinterestCredentials, PinterestSettings } from './settings.ts'

/** No end of life is published. */
export const apiVersion = 'v5'

export type PinterestContext = DeliverContext<PinterestSettings, PinterestCredentials>

export async function deliver(payloads: JsonObject[], ctx: PinterestContext): Promise<DeliverResult> {
  const answer = await ctx.send(withToken(requestFor(payloads, ctx.settings), ctx.credentials))
  return resultOf(answer, payloads.length)
}

export function requestFor(data: JsonObject[], { endpoint, adAccountId }: PinterestSettings): VendorRequest {
  return {
    method: 'POST',
    url: `${endpoint}/${apiVersion}/ad_accounts/${adAccountId}/events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data }),
  }
}

export function withToken(request: VendorRequest, { conversionToken }: PinterestCredentials): VendorRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${conversionToken}` } }
}
