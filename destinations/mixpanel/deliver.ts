import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorRequest } from '../contract.ts'
import { errorFor, refusedRows } from './answers.ts'
import { eventsHost, type MixpanelCredentials, type MixpanelSettings } from './settings.ts'

type Context = DeliverContext<MixpanelSettings, MixpanelCredentials>

/** Events and profiles have doors of their own and never share a request. */
export function batchKey(payload: JsonObject): 'events' | 'profiles' {
  return Object.hasOwn(payload, '$set') ? 'profiles' : 'events'
}

export async function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  const failed: DeliverResult['failed'] = []
  for (const group of groupsOf(payloads)) {
    const rows = group.map(({ payload }) => payload)
    const answer = await ctx.send(withToken(rows, ctx))
    const refused = refusedRows(answer, rows.length)
    const error = refused.length > 0 ? null : errorFor(answer)
    if (error !== null) throw error
    failed.push(...refused.map((row) => ({ ...row, index: group[row.index]?.index ?? row.index })))
  }
  return { failed }
}

export function preview(payloads: JsonObject[], settings: MixpanelSettings): VendorRequest[] {
  return groupsOf(payloads).map((group) =>
    requestFor(
      group.map(({ payload }) => payload),
      settings,
    ),
  )
}

/** Profiles have the token in the body, events in a header. */
function withToken(rows: JsonObject[], { settings, credentials: { token } }: Context): VendorRequest {
  const request = { ...requestFor(rows, settings, token), secrets: [token] }
  const [first] = rows
  if (first !== undefined && batchKey(first) === 'profiles') return request
  const authorization = `Basic ${Buffer.from(`${token}:`).toString('base64')}`
  return { ...request, headers: { ...request.headers, authorization } }
}

/** `strict=1`: without it Mixpanel answers 200 and drops what is wrong. `/track` takes five days only. */
function requestFor(rows: JsonObject[], settings: MixpanelSettings, token = '***'): VendorRequest {
  const [first] = rows
  const isProfiles = first !== undefined && batchKey(first) === 'profiles'
  const body = isProfiles ? rows.map((profile) => ({ $token: token, ...profile })) : rows
  return {
    method: 'POST',
    url: `${eventsHost(settings)}${isProfiles ? '/engage?verbose=1' : '/import?strict=1'}`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  }
}

function groupsOf(payloads: JsonObject[]): { payload: JsonObject; index: number }[][] {
  const rows = payloads.map((payload, index) => ({ payload, index }))
  return [...Map.groupBy(rows, ({ payload }) => batchKey(payload)).values()]
}
