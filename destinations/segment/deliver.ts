import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor, refusedRows } from './answers.ts'
import { batchUrl, type SegmentCredentials, type SegmentSettings } from './settings.ts'

export const apiVersion = 'v1'

export async function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<SegmentSettings, SegmentCredentials>,
): Promise<DeliverResult> {
  const answer = await ctx.send(withKey(requestFor(payloads, ctx.settings), ctx.credentials))
  const error = errorFor(answer)
  if (error !== null) throw error
  return { failed: refusedRows(answer, payloads.length) }
}

/** Without `sentAt`: our times are corrected already, and Segment would correct them by it once more. */
export function requestFor(batch: JsonObject[], settings: SegmentSettings): VendorRequest {
  return {
    method: 'POST',
    url: batchUrl(settings),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  }
}

/** The write key is the user name, the password is empty; the colon must be there. */
function withKey(request: VendorRequest, { writeKey }: SegmentCredentials): VendorRequest {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`
  return { ...request, headers: { ...request.headers, authorization }, secrets: [writeKey] }
}
