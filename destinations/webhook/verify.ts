import type { DeliverContext, VendorWord } from '../contract.ts'
import { isSuccess } from '../error-for-status.ts'
import { signed } from './deliver.ts'
import type { WebhookCredentials, WebhookSettings } from './settings.ts'

/** A signed message of a type of its own, which a receiver that switches on `type` leaves alone. */
export async function verify(ctx: DeliverContext<WebhookSettings, WebhookCredentials>): Promise<VendorWord> {
  const at = ctx.now()
  const data = { vendorEventId: `tracklayer-test-${at.getTime()}` }
  const answer = await ctx.send(signed({ type: 'tracklayer.test', timestamp: at.toISOString(), data }, ctx))
  return { accepted: isSuccess(answer), words: `HTTP ${answer.status} ${answer.text.slice(0, 200)}`.trim() }
}
