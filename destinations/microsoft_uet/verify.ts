import type { DeliverContext, VendorWord } from '../contract.ts'
import { errorFor, refusedRows } from './answers.ts'
import { requestFor, signed } from './deliver.ts'
import type { MicrosoftUetCredentials, MicrosoftUetSettings } from './settings.ts'

/** There is no test call: one event of nobody, not to be used for ads, under a name that no goal listens for. */
export async function verify(ctx: DeliverContext<MicrosoftUetSettings, MicrosoftUetCredentials>): Promise<VendorWord> {
  const atMs = ctx.now().getTime()
  const event = {
    eventType: 'custom',
    eventName: 'tracklayer_test',
    eventId: `tracklayer-test-${atMs}`,
    eventTime: Math.floor(atMs / 1000),
    adStorageConsent: 'D',
  }
  const answer = await ctx.send(signed(requestFor([event], ctx.settings), ctx.credentials))
  const error = errorFor(answer, 1) ?? refusedRows(answer)[0]?.error ?? null
  if (error === null) return { accepted: true, words: `HTTP ${answer.status}: tag and token are good` }
  return { accepted: false, words: `HTTP ${answer.status}: ${error.code}` }
}
