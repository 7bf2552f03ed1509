import { isJsonObject } from '../../core/json.ts'
import type { DeliverContext, VendorWord } from '../contract.ts'
import { numberAt, textAt } from '../json-at.ts'
import { nobody } from '../nobody.ts'
import { requestFor, signed } from './deliver.ts'
import type { MetaCredentials, MetaSettings } from './settings.ts'

/** One made-up event under the test code: it shows in Test events and counts nowhere. */
export async function verify(ctx: DeliverContext<MetaSettings, MetaCredentials>): Promise<VendorWord> {
  if (ctx.settings.testEventCode === undefined)
    return {
      accepted: false,
      words: 'set testEventCode first (Events Manager → Test events): without it this would count',
    }
  const event = {
    event_name: 'TrackLayerTest',
    event_time: Math.floor(ctx.now().getTime() / 1000),
    event_id: `tracklayer-test-${ctx.now().getTime()}`,
    action_source: 'other',
    user_data: { external_id: [nobody] },
  }
  const answer = await ctx.send(signed(requestFor([event], ctx.settings), ctx.credentials))
  if (!isJsonObject(answer.json)) return { accepted: false, words: `HTTP ${answer.status}, no JSON` }
  const received = numberAt(answer.json, 'events_received')
  const words = textAt(answer.json, 'error', 'message') ?? `events_received: ${received ?? 'none'}`
  return { accepted: received === 1 && answer.json.error === undefined, words: `HTTP ${answer.status}: ${words}` }
}
