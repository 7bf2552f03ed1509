import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { sendEach } from '../send-each.ts'
import { sendWithoutRefused } from '../send-without-refused.ts'
import { errorFor, refusedRows } from './answers.ts'
import type { KlaviyoCredentials, KlaviyoSettings } from './settings.ts'

/** Klaviyo keeps a revision for two years. */
export const revision = '2026-04-15'
export const revisionEndOfLife = '2028-04-15'

type Context = DeliverContext<KlaviyoSettings, KlaviyoCredentials>

/** Events go as one bulk job, profiles one by one; `batchKey` never mixes the two. */
export function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  const [first] = payloads
  return first?.type === 'profile' ? sendEach(payloads, (one) => sendProfile(one, ctx)) : sendJob(payloads, ctx)
}

export function requestsFor(payloads: JsonObject[], settings: KlaviyoSettings): VendorRequest[] {
  const profiles = payloads.filter(({ type }) => type === 'profile')
  const entries = payloads.filter(({ type }) => type !== 'profile')
  return [
    ...(entries.length > 0 ? [jobRequest(entries, settings)] : []),
    ...profiles.map((profile) => profileRequest(profile, settings)),
  ]
}

export function withKey(request: VendorRequest, { apiKey }: KlaviyoCredentials): VendorRequest {
  return { ...request, headers: { ...request.headers, authorization: `Klaviyo-API-Key ${apiKey}` } }
}

export function post(url: string, data: JsonObject): VendorRequest {
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/vnd.api+json', accept: 'application/vnd.api+json', revision },
    body: JSON.stringify({ data }),
  }
}

function sendJob(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  return sendWithoutRefused(payloads, async (rest) => {
    const answer = await ctx.send(withKey(jobRequest(rest, ctx.settings), ctx.credentials))
    const refused = refusedRows(answer)
    if (refused.length > 0) return refused
    const error = errorFor(answer)
    if (error !== null) throw error
    return []
  })
}

async function sendProfile(profile: JsonObject, ctx: Context): Promise<void> {
  const error = errorFor(await ctx.send(withKey(profileRequest(profile, ctx.settings), ctx.credentials)))
  if (error !== null) throw error
}

function jobRequest(entries: JsonObject[], { endpoint }: KlaviyoSettings): VendorRequest {
  return post(`${endpoint}/api/event-bulk-create-jobs/`, {
    type: 'event-bulk-create-job',
    attributes: { 'events-bulk-create': { data: entries } },
  })
}

function profileRequest(profile: JsonObject, { endpoint }: KlaviyoSettings): VendorRequest {
  return post(`${endpoint}/api/profile-import/`, profile)
}
