import { CredentialsRejectedError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorAnswer, VendorRequest } from '../contract.ts'
import { sendWithoutRefused } from '../send-without-refused.ts'
import { errorFor, namedRows, refusedElements } from './answers.ts'
import type { LinkedInCredentials, LinkedInSettings } from './settings.ts'
import { version } from './version.ts'

type Context = DeliverContext<LinkedInSettings, LinkedInCredentials>

/** What a 422 names is given up and the rest goes again at once; what an element says in a 200 is that element's. */
export async function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  let taken: { rest: JsonObject[]; answer: VendorAnswer } | null = null
  const { failed } = await sendWithoutRefused(payloads, async (rest) => {
    const answer = await sendWithToken(batchRequest(rest, ctx.settings), ctx)
    const named = namedRows(answer).filter(({ index }) => index < rest.length)
    if (named.length > 0) return named
    const error = errorFor(answer, rest.length)
    if (error !== null) throw error
    taken = { rest, answer }
    return []
  })
  return { failed: [...failed, ...ownRefusals(payloads, taken)] }
}

export function batchRequest(elements: JsonObject[], { endpoint }: LinkedInSettings): VendorRequest {
  return {
    method: 'POST',
    url: `${endpoint}/rest/conversionEvents`,
    headers: { ...versionHeaders, 'content-type': 'application/json', 'x-restli-method': 'BATCH_CREATE' },
    body: JSON.stringify({ elements }),
  }
}

export const versionHeaders = { 'linkedin-version': version.api, 'x-restli-protocol-version': '2.0.0' }

export async function sendWithToken(request: VendorRequest, ctx: Context): Promise<VendorAnswer> {
  const token = await ctx.accessToken?.()
  if (token === undefined)
    throw new CredentialsRejectedError('no_access_token', 'there is no access token to send with')
  return ctx.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } })
}

/** Places in the last request are not places in the batch once bad elements were taken out. */
function ownRefusals(payloads: JsonObject[], taken: { rest: JsonObject[]; answer: VendorAnswer } | null) {
  if (taken === null) return []
  const { rest, answer } = taken
  return refusedElements(answer).map(({ index, error }) => ({
    index: payloads.indexOf(rest[index] as JsonObject),
    error,
  }))
}
