import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor, refusedRows, warningsIn } from './answers.ts'
import type { MicrosoftUetCredentials, MicrosoftUetSettings } from './settings.ts'

/** The only version so far; no end is announced. */
export const apiVersion = 'v1'

export async function deliver(
  payloads: JsonObject[],
  ctx: DeliverContext<MicrosoftUetSettings, MicrosoftUetCredentials>,
): Promise<DeliverResult> {
  const answer = await ctx.send(signed(requestFor(payloads, ctx.settings), ctx.credentials))
  const error = errorFor(answer, payloads.length)
  if (error !== null) throw error
  const warnings = warningsIn(answer)
  return { failed: refusedRows(answer), ...(warnings !== null && { note: warnings }) }
}

/** Both flags stand at the root: inside an event they are not read, and one bad event fails all (reference 9, CONFLICT). */
export function requestFor(payloads: JsonObject[], { endpoint, tagId }: MicrosoftUetSettings): VendorRequest {
  return {
    method: 'POST',
    url: `${endpoint}/${apiVersion}/${tagId}/events`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: payloads, dataProvider: 'TrackLayer', continueOnValidationError: true }),
  }
}

export function signed(request: VendorRequest, { accessToken }: MicrosoftUetCredentials): VendorRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${accessToken}` } }
}
