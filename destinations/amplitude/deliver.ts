import type { JsonObject } from '../../core/json.ts'
import type { DeliverContext, DeliverResult, ErasureSubject, VendorRequest, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { sendWithoutRefused } from '../send-without-refused.ts'
import { errorFor, refusedRows, wordsOf } from './answers.ts'
import { type AmplitudeCredentials, type AmplitudeSettings, deletionUrl, eventsUrl } from './settings.ts'

type Context = DeliverContext<AmplitudeSettings, AmplitudeCredentials>

/** A 400 stored nothing and lists the bad rows. */
export function deliver(payloads: JsonObject[], ctx: Context): Promise<DeliverResult> {
  return sendWithoutRefused(payloads, async (rest) => {
    const answer = await ctx.send(requestWithKey(rest, ctx))
    const refused = refusedRows(answer)
    if (refused.length > 0) return refused
    const error = errorFor(answer)
    if (error !== null) throw error
    return []
  })
}

function requestWithKey(events: JsonObject[], { settings, credentials: { apiKey } }: Context): VendorRequest {
  return { ...requestFor(events, settings, apiKey), secrets: [apiKey] }
}

/** Amplitude reads the key from the body only; explain shows it masked. */
export function requestFor(events: JsonObject[], settings: AmplitudeSettings, apiKey = '***'): VendorRequest {
  const body = { api_key: apiKey, options: { min_id_length: settings.minIdLength }, events }
  return {
    method: 'POST',
    url: eventsUrl(settings),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}

/** By user id only; a device is found by its user. Runs within 30 days. */
export async function erase(subject: ErasureSubject, ctx: Context): Promise<VendorWord> {
  const { apiKey, secretKey } = ctx.credentials
  if (subject.userId === null) return { accepted: false, words: 'Amplitude deletes by user id only' }
  if (secretKey === undefined) return { accepted: false, words: 'the destination has no secret key' }
  const answer = await ctx.send({
    method: 'POST',
    url: deletionUrl(ctx.settings),
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${apiKey}:${secretKey}`).toString('base64')}`,
    },
    body: JSON.stringify({ user_ids: [subject.userId], requester: 'tracklayer', ignore_invalid_id: 'True' }),
  })
  return { accepted: isSuccess(answer), words: wordsOf(answer) }
}
