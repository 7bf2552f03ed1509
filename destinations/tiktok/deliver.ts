import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor, requestIdOf } from './answers.ts'
import type { TikTokCredentials, TikTokSettings } from './settings.ts'

/** No end of life is published. */
export const apiVersion = 'v1.3'

/** One bad event fails its whole batch: a throw here, which the worker answers by halving. */
export async function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<TikTokSettings, TikTokCredentials>,
): Promise<DeliverResult> {
  const answer = await ctx.send(withToken(requestFor(payloads, ctx.settings), ctx.credentials))
  const error = errorFor(answer)
  if (error !== null) throw error
  const id = requestIdOf(answer)
  return { failed: [], ...(id !== undefined && { note: `request_id ${id}` }) }
}

export function requestFor(payloads: JsonObject[], settings: TikTokSettings): VendorRequest {
  const { endpoint, eventSource, eventSourceId, testEventCode } = settings
  const body = {
    event_source: eventSource,
    event_source_id: eventSourceId,
    partner_name: 'TrackLayer',
    ...(testEventCode !== undefined && { test_event_code: testEventCode }),
    data: payloads,
  }
  return {
    method: 'POST',
    url: `${endpoint}/open_api/${apiVersion}/event/track/`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

export function withToken(request: VendorRequest, { accessToken }: TikTokCredentials): VendorRequest {
  return { ...request, headers: { ...request.headers, 'access-token': accessToken } }
}
