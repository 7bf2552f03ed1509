import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { tikTokEventName } from './map-events.ts'
import type { TikTokSettings } from './settings.ts'
import { clickIdsOf } from './user.ts'

/** An order needs value and currency (reference 4, "Required"); one without fails its whole batch. */
export function accepts(event: Event, settings: TikTokSettings): Skip | null {
  const name = tikTokEventName(event, settings)
  if (isSkip(name)) return name
  if (event.standard === 'purchase' && event.commerce?.currency == null)
    return skip('invalid', 'purchase_without_currency')
  return null
}

const daySeconds = 24 * 3600

/** 7 days, the life of a `ttclid`; an offline set is matched over 28 (3P). TikTok's own text is in no source we have. */
export function maxAgeSeconds({ eventSource }: TikTokSettings): number {
  return eventSource === 'offline' ? 28 * daySeconds : 7 * daySeconds
}

/** "One user key" (reference 4, "Required"). Address and browser count together; a name or a city names nobody. */
export function identifies(event: Event, { identity, network }: AvailableIdentity): Skip | null {
  const { variants } = identity
  const keys = [variants['email.plain'], variants['phone.e164'], variants['external_id.plain']]
  if (keys.some((digests) => digests !== undefined && digests.length > 0)) return null
  const { ttclid, ttp } = clickIdsOf(event)
  if (ttclid !== undefined || ttp !== undefined) return null
  if (ipOf(network) !== null && userAgentOf(network) !== null) return null
  return skip('invalid', 'no_match_key')
}
