import { CredentialsRejectedError, DeliveryError, UnavailableError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorAnswer, VendorRequest } from '../contract.ts'
import { sendWithoutRefused } from '../send-without-refused.ts'
import { errorFor, refusedRows, requestIdOf } from './answers.ts'
import type { DataManagerCredentials, DataManagerSettings } from './settings.ts'
import { version } from './version.ts'

export type Context = DeliverContext<DataManagerSettings, DataManagerCredentials>

/** The action is the request's: events of two never share one. */
export function batchKey({ productDestinationId }: JsonObject): string {
  return String(productDestinationId)
}

/** Reference 3b, "Quota". */
const requestsAtOnceMax = 10

export async function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  const waiting = groupsOf(payloads, ctx.settings)
  const accepted: Accepted[] = []
  while (waiting.length > 0) {
    const wave = waiting.splice(0, requestsAtOnceMax)
    const settled = await Promise.allSettled(wave.map((group) => sendGroup(group, ctx)))
    accepted.push(...settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    const refused = settled.find((one) => one.status === 'rejected')
    if (refused === undefined) continue
    if (accepted.length === 0) throw refused.reason
    const unsent = [...wave.filter((_, place) => settled[place]?.status === 'rejected'), ...waiting.splice(0)]
    return resultOf(accepted, failuresOf(unsent.flat(), refused.reason))
  }
  return resultOf(accepted, [])
}

interface Accepted {
  requestId: string
  indexes: number[]
  failed: DeliverResult['failed']
}

/** One request; rows that Google names are given up, and the rest goes again at once: nothing of it was taken. */
async function sendGroup(group: Placed[], ctx: Context): Promise<Accepted> {
  let requestId = ''
  const rows = group.map(({ payload }) => payload)
  const { failed } = await sendWithoutRefused(rows, async (rest) => {
    const answer = await sendSigned(requestFor(rest, ctx.settings), ctx)
    const refused = refusedRows(answer)
    if (refused.length > 0) return refused
    const error = errorFor(answer)
    if (error !== null) throw error
    requestId = requestIdOf(answer) ?? ''
    return []
  })
  const lost = new Set(failed.map(({ index }) => index))
  return {
    requestId,
    indexes: group.flatMap(({ index }, place) => (lost.has(place) ? [] : [index])),
    failed: failed.map((row) => ({ ...row, index: group[row.index]?.index ?? row.index })),
  }
}

/** Others of the batch were accepted, so these alone go again. */
function failuresOf(unsent: Placed[], reason: unknown): DeliverResult['failed'] {
  const error =
    reason instanceof DeliveryError
      ? reason
      : new UnavailableError('not_sent', 'the check before sending stopped this request')
  return unsent.map(({ index }) => ({ index, error }))
}

function resultOf(accepted: Accepted[], failed: DeliverResult['failed']): DeliverResult {
  const taken = accepted.filter(({ indexes }) => indexes.length > 0)
  return {
    failed: [...accepted.flatMap((one) => one.failed), ...failed],
    accepted: taken.map(({ requestId, indexes }) => ({ requestId, indexes })),
    note: taken
      .map(({ requestId }) => `request ${requestId}`)
      .join(', ')
      .slice(0, 1000),
  }
}

export function preview(payloads: JsonObject[], settings: DataManagerSettings): VendorRequest[] {
  return groupsOf(payloads, settings).map((group) =>
    requestFor(
      group.map(({ payload }) => payload),
      settings,
    ),
  )
}

/** `encoding` is required beside hashes; consent stands on each event. */
export function requestFor(
  payloads: JsonObject[],
  settings: DataManagerSettings,
  options: { validateOnly?: true } = {},
): VendorRequest {
  const { endpoint, operatingAccountId, loginAccountId } = settings
  const destination = {
    operatingAccount: account(operatingAccountId),
    ...(loginAccountId !== undefined && { loginAccount: account(loginAccountId) }),
    productDestinationId: payloads[0]?.productDestinationId ?? null,
  }
  return {
    method: 'POST',
    url: `${endpoint}/${version.api}/events:ingest`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      destinations: [destination],
      events: payloads.map(({ event }) => event ?? null),
      encoding: 'HEX',
      ...options,
    }),
  }
}

function account(accountId: string): JsonObject {
  return { accountType: 'GOOGLE_ADS', accountId }
}

/** No developer token here, other than for the Google Ads API. */
export async function sendSigned(request: VendorRequest, ctx: Context): Promise<VendorAnswer> {
  const token = await ctx.accessToken?.()
  if (token === undefined)
    throw new CredentialsRejectedError('no_access_token', 'there is no access token to send with')
  return ctx.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } })
}

interface Placed {
  payload: JsonObject
  index: number
}

function groupsOf(payloads: JsonObject[], { exactResults }: DataManagerSettings): Placed[][] {
  const rows = payloads.map((payload, index) => ({ payload, index }))
  if (exactResults) return rows.map((row) => [row])
  return [...Map.groupBy(rows, ({ payload }) => batchKey(payload)).values()]
}
