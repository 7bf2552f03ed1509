import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor, traceOf } from './answers.ts'
import { withProof } from './app-secret-proof.ts'
import type { MetaCredentials, MetaSettings } from './settings.ts'

/** Graph API versions live about two years; the SDK moved to this one on 2026-08-05. */
export const apiVersion = 'v26.0'

/** One bad event fails them all: the error concerns the whole batch, and the worker halves it. */
export async function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<MetaSettings, MetaCredentials>,
): Promise<DeliverResult> {
  const answer = await ctx.send(signed(requestFor(payloads, ctx.settings), ctx.credentials))
  const error = errorFor(answer, payloads.length)
  if (error !== null) throw error
  const trace = traceOf(answer)
  return { failed: [], ...(trace !== undefined && { note: `fbtrace_id ${trace}` }) }
}

export function requestFor(payloads: JsonObject[], settings: MetaSettings): VendorRequest {
  const { endpoint, pixelId, testEventCode } = settings
  return {
    method: 'POST',
    url: `${endpoint}/${apiVersion}/${pixelId}/events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: payloads, ...(testEventCode !== undefined && { test_event_code: testEventCode }) }),
  }
}

/** Meta also takes the token as a query parameter; a header is in no access log. */
export function signed(request: VendorRequest, credentials: MetaCredentials): VendorRequest {
  const headers = { ...request.headers, authorization: `Bearer ${credentials.accessToken}` }
  return withProof({ ...request, headers }, credentials)
}
