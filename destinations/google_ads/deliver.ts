import { CredentialsRejectedError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, VendorAnswer, VendorRequest } from '../contract.ts'
import { errorOfRequest, errorsOfRows } from './answers.ts'
import type { GoogleAdsCredentials, GoogleAdsSettings } from './settings.ts'
import { version } from './version.ts'

type Context = DeliverContext<GoogleAdsSettings, GoogleAdsCredentials>

/** Conversions and adjustments have their own methods and never share a request. */
export function batchKey(payload: JsonObject): string {
  return Object.hasOwn(payload, 'adjustmentType') ? 'adjustments' : 'conversions'
}

export async function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  const failed: DeliverResult['failed'] = []
  for (const group of groupsOf(payloads)) {
    const rows = group.map(({ payload }) => payload)
    const answer = await sendSigned(uploadRequest(rows, ctx.settings), ctx)
    const error = errorOfRequest(answer)
    if (error !== null) throw error
    for (const row of errorsOfRows(answer, rows.length)) {
      failed.push({ index: group[row.index]?.index ?? row.index, error: row.error })
    }
  }
  return { failed }
}

export function preview(payloads: JsonObject[], settings: GoogleAdsSettings): VendorRequest[] {
  return groupsOf(payloads).map((group) =>
    uploadRequest(
      group.map(({ payload }) => payload),
      settings,
    ),
  )
}

/** `partialFailure` is mandatory: without it Google refuses the request (reference 3, "Required"). */
export function uploadRequest(
  rows: JsonObject[],
  { endpoint, customerId }: GoogleAdsSettings,
  options: { validateOnly?: true } = {},
): VendorRequest {
  const isAdjustment = rows[0] !== undefined && batchKey(rows[0]) === 'adjustments'
  const method = isAdjustment ? 'uploadConversionAdjustments' : 'uploadClickConversions'
  return {
    method: 'POST',
    url: `${endpoint}/${version.api}/customers/${customerId}:${method}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      [isAdjustment ? 'conversionAdjustments' : 'conversions']: rows,
      partialFailure: true,
      ...options,
    }),
  }
}

export async function sendSigned(request: VendorRequest, ctx: Context): Promise<VendorAnswer> {
  const token = await ctx.accessToken?.()
  if (token === undefined)
    throw new CredentialsRejectedError('no_access_token', 'there is no access token to send with')
  const { loginCustomerId } = ctx.settings
  const headers = {
    ...request.headers,
    authorization: `Bearer ${token}`,
    'developer-token': ctx.credentials.developerToken,
    ...(loginCustomerId !== undefined && { 'login-customer-id': loginCustomerId }),
  }
  return ctx.send({ ...request, headers })
}

function groupsOf(payloads: JsonObject[]): { payload: JsonObject; index: number }[][] {
  const rows = payloads.map((payload, index) => ({ payload, index }))
  return [...Map.groupBy(rows, ({ payload }) => batchKey(payload)).values()]
}
