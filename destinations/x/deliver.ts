import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { debugIdOf, errorFor } from './answers.ts'
import type { XCredentials, XSettings } from './settings.ts'

/** In use since October 2022; no end is announced. */
export const apiVersion = '12'

/** Also taken with OAuth 1.0a signatures; a token of one pixel in a header can do less and needs no library. */
export async function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<XSettings, XCredentials>,
): Promise<DeliverResult> {
  const request = conversionsRequest(payloads, ctx.settings)
  const headers = { ...request.headers, 'x-pixel-token': ctx.credentials.pixelToken }
  const answer = await ctx.send({ ...request, headers })
  const error = errorFor(answer, { sent: payloads.length, now: ctx.now() })
  if (error !== null) throw error
  const debugId = debugIdOf(answer)
  return { failed: [], ...(debugId !== undefined && { note: `debug_id ${debugId}` }) }
}

export function conversionsRequest(conversions: JsonObject[], { endpoint, pixelId }: XSettings): VendorRequest {
  return {
    method: 'POST',
    url: `${endpoint}/${apiVersion}/measurement/conversions/${pixelId}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversions }),
  }
}
