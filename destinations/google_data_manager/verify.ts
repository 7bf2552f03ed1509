import type { VendorWord } from '../contract.ts'
import { errorFor } from './answers.ts'
import { type Context, requestFor, sendSigned } from './deliver.ts'
import { ingestedEvents } from './settings.ts'

/** Google's own dry run: `validateOnly` checks access, account, action and fields, and takes nothing. */
export async function verify(ctx: Context): Promise<VendorWord> {
  const actionId = ingestedEvents.map((event) => ctx.settings.conversionActions[event]).find((id) => id !== undefined)
  if (actionId === undefined) return { accepted: false, words: 'no conversion action is set: nothing would be sent' }
  const event = {
    transactionId: 'tracklayer-verify',
    eventTimestamp: ctx.now().toISOString(),
    eventSource: 'WEB',
    // SHA-256 of test@example.com
    userData: {
      userIdentifiers: [{ emailAddress: '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b' }],
    },
    consent: { adUserData: 'CONSENT_GRANTED', adPersonalization: 'CONSENT_DENIED' },
  }
  const request = requestFor([{ productDestinationId: actionId, event }], ctx.settings, { validateOnly: true })
  const answer = await sendSigned(request, ctx)
  // A dry run has no request to ask for later.
  const error = answer.status === 200 ? null : errorFor(answer)
  return error === null
    ? { accepted: true, words: `Google Data Manager answered ${answer.status}` }
    : { accepted: false, words: error.message }
}
