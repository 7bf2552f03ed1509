import type { DeliverContext, VendorWord } from '../contract.ts'
import { errorOfRequest, errorsOfRows } from './answers.ts'
import { googleDateTime } from './date-time.ts'
import { sendSigned, uploadRequest } from './deliver.ts'
import { conversionEvents, type GoogleAdsCredentials, type GoogleAdsSettings } from './settings.ts'

/** That nobody of that name clicked is what a made-up person is expected to bring. */
const expected = new Set(['click_not_found', 'event_not_found'])

/** Google's own dry run: `validateOnly` checks access, action and fields, and counts nothing. */
export async function verify(ctx: DeliverContext<GoogleAdsSettings, GoogleAdsCredentials>): Promise<VendorWord> {
  const { customerId, conversionActions } = ctx.settings
  const actionId = conversionEvents.map((event) => conversionActions[event]).find((id) => id !== undefined)
  if (actionId === undefined) return { accepted: false, words: 'no conversion action is set: nothing would be sent' }
  const row = {
    conversionAction: `customers/${customerId}/conversionActions/${actionId}`,
    conversionDateTime: googleDateTime(ctx.now().getTime()),
    orderId: 'tracklayer-verify',
    // SHA-256 of test@example.com
    userIdentifiers: [{ hashedEmail: '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b' }],
    consent: { adUserData: 'GRANTED', adPersonalization: 'DENIED' },
  }
  const answer = await sendSigned(uploadRequest([row], ctx.settings, { validateOnly: true }), ctx)
  const error = errorOfRequest(answer) ?? errorsOfRows(answer, 1)[0]?.error ?? null
  if (error === null || expected.has(error.code))
    return { accepted: true, words: `Google Ads answered ${answer.status}` }
  return { accepted: false, words: error.message }
}
