import type { DeliverContext, ErasureSubject, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { wordsOf } from './answers.ts'
import { post, revision, withKey } from './deliver.ts'
import type { KlaviyoCredentials, KlaviyoSettings } from './settings.ts'

type Context = DeliverContext<KlaviyoSettings, KlaviyoCredentials>

/** There is no test event: any would count. Asking for the account shows that the key is good. */
export async function verify({ settings, credentials, send }: Context): Promise<VendorWord> {
  const request = { method: 'GET' as const, url: `${settings.endpoint}/api/accounts/`, headers: { revision } }
  const answer = await send(withKey(request, credentials))
  return { accepted: isSuccess(answer), words: wordsOf(answer) }
}

/** Klaviyo deletes by one identifier a call, and by none of the ids of ours. */
export async function erase(subject: ErasureSubject, ctx: Context): Promise<VendorWord> {
  const keys = [
    ...(subject.email === null ? [] : [{ email: subject.email }]),
    ...(subject.phone === null ? [] : [{ phone_number: subject.phone }]),
  ]
  if (keys.length === 0) return { accepted: false, words: 'Klaviyo deletes by e-mail or phone only' }
  const answers = await Promise.all(keys.map((key) => requestDeletion(key, ctx)))
  return { accepted: answers.every(isSuccess), words: answers.map(wordsOf).join('; ') }
}

function requestDeletion(key: Record<string, string>, { settings, credentials, send }: Context) {
  const profile = { data: { type: 'profile', attributes: key } }
  const request = post(`${settings.endpoint}/api/data-privacy-deletion-jobs/`, {
    type: 'data-privacy-deletion-job',
    attributes: { profile },
  })
  return send(withKey(request, credentials))
}
