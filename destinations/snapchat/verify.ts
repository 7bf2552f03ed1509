import { isJsonObject } from '../../core/json.ts'
import type { VendorWord } from '../contract.ts'
import { textAt } from '../json-at.ts'
import { nobody } from '../nobody.ts'
import { errorFor } from './answers.ts'
import { requestFor, type SnapchatContext, withToken } from './deliver.ts'

/** One made-up event for `/events/validate`, which checks it and stores nothing. */
export async function verify(ctx: SnapchatContext): Promise<VendorWord> {
  const seconds = Math.floor(ctx.now().getTime() / 1000)
  const event = {
    event_name: 'PAGE_VIEW',
    event_time: seconds,
    event_id: `tracklayer-test-${seconds}`,
    action_source: ctx.settings.asset === 'app' ? 'MOBILE_APP' : 'OFFLINE',
    user_data: { em: [nobody] },
  }
  const request = requestFor([event], ctx.settings)
  const answer = await ctx.send(withToken({ ...request, url: `${request.url}/validate` }, ctx.credentials))
  const said = isJsonObject(answer.json) ? [textAt(answer.json, 'status'), textAt(answer.json, 'reason')] : []
  const words = ['HTTP', answer.status, ...said].filter((one) => one !== undefined).join(' ')
  return { accepted: errorFor(answer) === null && said.length > 0, words }
}
