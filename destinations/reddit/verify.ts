import type { VendorWord } from '../contract.ts'
import { nobody } from '../nobody.ts'
import { errorFor } from './answers.ts'
import { type RedditContext, requestFor, withToken } from './deliver.ts'

/** One made-up event under the test id: it shows in Event Testing and counts nowhere. */
export async function verify(ctx: RedditContext): Promise<VendorWord> {
  if (ctx.settings.testId === undefined)
    return { accepted: false, words: 'set testId first (Events Manager → Event Testing): without it this would count' }
  const event = {
    event_at: ctx.now().getTime(),
    action_source: 'OTHER',
    type: { tracking_type: 'CUSTOM', custom_event_name: 'TrackLayerTest' },
    user: { external_id: nobody },
    metadata: { conversion_id: `tracklayer-test-${ctx.now().getTime()}` },
  }
  const answer = await ctx.send(withToken(requestFor([event], ctx.settings), ctx.credentials))
  return { accepted: errorFor(answer, 1) === null, words: `HTTP ${answer.status} ${answer.text.slice(0, 300)}`.trim() }
}
