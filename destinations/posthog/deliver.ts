import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, ErasureSubject, VendorRequest, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { errorFor } from './answers.ts'
import { batchUrl, deletionUrl, type PostHogCredentials, type PostHogSettings } from './settings.ts'

type Context = DeliverContext<PostHogSettings, PostHogCredentials>

/** `historical_migration` is said of a whole request. */
export function batchKey(payload: JsonObject): 'historical' | 'fresh' {
  return payload.historical_migration === true ? 'historical' : 'fresh'
}

export async function deliver(
  payloads: JsonObject[],
  { settings, credentials, send }: Context,
): Promise<DeliverResult> {
  for (const group of groupsOf(payloads)) {
    const request = requestFor(group, settings, credentials.apiKey)
    const error = errorFor(await send({ ...request, secrets: [credentials.apiKey] }))
    if (error !== null) throw error
  }
  return { failed: [] }
}

export function preview(payloads: JsonObject[], settings: PostHogSettings): VendorRequest[] {
  return groupsOf(payloads).map((group) => requestFor(group, settings))
}

/** PostHog reads the key from the body only; a preview shows it masked. */
function requestFor(payloads: JsonObject[], settings: PostHogSettings, apiKey = '***'): VendorRequest {
  const isHistorical = payloads.some((payload) => batchKey(payload) === 'historical')
  const batch = payloads.map(({ historical_migration: _request, ...event }) => event)
  return {
    method: 'POST',
    url: batchUrl(settings),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ api_key: apiKey, ...(isHistorical && { historical_migration: true }), batch }),
  }
}

function groupsOf(payloads: JsonObject[]): JsonObject[][] {
  return [...Map.groupBy(payloads, batchKey).values()]
}

/** Person and events of every id (DOC persons bulk_delete). PostHog cannot use a deleted distinct id again. */
export async function erase(
  { userId, anonymousId }: ErasureSubject,
  { settings, credentials, send }: Context,
): Promise<VendorWord> {
  const { projectId } = settings
  const { personalApiKey } = credentials
  if (projectId === undefined || personalApiKey === undefined)
    return { accepted: false, words: 'the destination has no project number or no personal API key' }
  const ids = [userId, anonymousId].filter((id) => id !== null)
  if (ids.length === 0) return { accepted: false, words: 'PostHog deletes by user id or anonymous id only' }
  const answer = await send({
    method: 'POST',
    url: deletionUrl(settings, projectId),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${personalApiKey}` },
    body: JSON.stringify({ distinct_ids: ids, delete_events: true, delete_recordings: true }),
  })
  return { accepted: isSuccess(answer), words: `${answer.status}` }
}
