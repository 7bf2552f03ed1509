import { isJsonObject } from '../../core/json.ts'
import type { VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { jsonAt, numberAt, textAt } from '../json-at.ts'
import { nobody } from '../nobody.ts'
import { type PinterestContext, requestFor, withToken } from './deliver.ts'

/** One made-up event with `?test=true`: Pinterest checks it and stores nothing. */
export async function verify(ctx: PinterestContext): Promise<VendorWord> {
  const seconds = Math.floor(ctx.now().getTime() / 1000)
  const event = {
    event_name: 'page_visit',
    action_source: 'web',
    event_time: seconds,
    event_id: `tracklayer-test-${seconds}`,
    user_data: { em: [nobody] },
  }
  const request = withToken(requestFor([event], ctx.settings), ctx.credentials)
  const answer = await ctx.send({ ...request, url: `${request.url}?test=true` })
  if (!isJsonObject(answer.json)) return { accepted: false, words: `HTTP ${answer.status}, no JSON` }
  const processed = numberAt(answer.json, 'num_events_processed')
  const [row] = [jsonAt(answer.json, 'events') ?? []].flat()
  const said = textAt(answer.json, 'message') ?? (isJsonObject(row) ? textAt(row, 'error_message') : undefined)
  const words = said ?? `num_events_processed: ${processed ?? 'none'}`
  return { accepted: isSuccess(answer) && processed === 1, words: `HTTP ${answer.status}: ${words}` }
}
