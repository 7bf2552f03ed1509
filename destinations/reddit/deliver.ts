import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor } from './answers.ts'
import type { RedditCredentials, RedditSettings } from './settings.ts'

export const apiVersion = 'v3'

export type RedditContext = DeliverContext<RedditSettings, RedditCredentials>

export async function deliver(payloads: JsonObject[], ctx: RedditContext): Promise<DeliverResult> {
  const answer = await ctx.send(withToken(requestFor(payloads, ctx.settings), ctx.credentials))
  const error = errorFor(answer, payloads.length)
  if (error !== null) throw error
  return { failed: [] }
}

export function requestFor(events: JsonObject[], settings: RedditSettings): VendorRequest {
  const { endpoint, pixelId, testId } = settings
  return {
    method: 'POST',
    url: `${endpoint}/api/${apiVersion}/pixels/${pixelId}/conversion_events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { events, ...(testId !== undefined && { test_id: testId }) } }),
  }
}

export function withToken(request: VendorRequest, { accessToken }: RedditCredentials): VendorRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${accessToken}` } }
}
