import { isJsonObject, type Json } from '../../core/json.ts'
import type { DeliverContext, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { jsonAt, textAt } from '../json-at.ts'
import { requestFor, withSecret } from './deliver.ts'
import type { Ga4Credentials, Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'

/** The debug endpoint validates and counts nothing. It looks at neither the stream nor the secret, and the words say so. */
export async function verify(ctx: DeliverContext<Ga4Settings, Ga4Credentials>): Promise<VendorWord> {
  const person = isAppStream(ctx.settings) ? { app_instance_id: '0'.repeat(32) } : { client_id: '1.1' }
  const params = { session_id: '1', engagement_time_msec: 1 }
  const payload = {
    ...person,
    timestamp_micros: ctx.now().getTime() * 1000,
    consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
    events: [{ name: 'tracklayer_test', params }],
  }
  const request = withSecret(requestFor(payload, ctx.settings), ctx.credentials)
  const answer = await ctx.send({ ...request, url: request.url.replace('/mp/collect?', '/debug/mp/collect?') })
  const messages = isJsonObject(answer.json) ? jsonAt(answer.json, 'validationMessages') : undefined
  if (!isSuccess(answer) || !Array.isArray(messages))
    return { accepted: false, words: `HTTP ${answer.status} without validationMessages` }
  if (messages.length > 0) return { accepted: false, words: messages.map(wordsOf).join('; ') }
  return { accepted: true, words: 'no validation messages (GA4 checks neither the stream id nor the secret here)' }
}

function wordsOf(message: Json): string {
  if (!isJsonObject(message)) return 'an unreadable message'
  return `${textAt(message, 'fieldPath') ?? '-'}: ${textAt(message, 'description') ?? '-'}`
}
