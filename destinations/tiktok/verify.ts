import { isJsonObject } from '../../core/json.ts'
import type { DeliverContext, VendorWord } from '../contract.ts'
import { numberAt, textAt } from '../json-at.ts'
import { nobody } from '../nobody.ts'
import { errorFor } from './answers.ts'
import { requestFor, withToken } from './deliver.ts'
import type { TikTokCredentials, TikTokSettings } from './settings.ts'

/** One made-up event under the test code: it shows under Test events and counts nowhere. */
export async function verify(ctx: DeliverContext<TikTokSettings, TikTokCredentials>): Promise<VendorWord> {
  if (ctx.settings.testEventCode === undefined)
    return {
      accepted: false,
      words: 'set testEventCode first (Events Manager → Test events): without it this would count',
    }
  const seconds = Math.floor(ctx.now().getTime() / 1000)
  const event = {
    event: 'ViewContent',
    event_time: seconds,
    event_id: `tracklayer-test-${seconds}`,
    user: { external_id: [nobody] },
  }
  const answer = await ctx.send(withToken(requestFor([event], ctx.settings), ctx.credentials))
  if (!isJsonObject(answer.json)) return { accepted: false, words: `HTTP ${answer.status}, no JSON` }
  const code = numberAt(answer.json, 'code') ?? 'none'
  const words = `HTTP ${answer.status}, code ${code}: ${textAt(answer.json, 'message') ?? ''}`.trim()
  return { accepted: errorFor(answer) === null, words }
}
