import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { actionSourceOf } from './action-source.ts'
import { browserIdOf, clickIdOf } from './click-ids.ts'
import { metaEventName } from './map-events.ts'
import type { MetaSettings } from './settings.ts'

/** Purchase needs currency and value (reference 1, "Required"); without them Meta fails the whole batch. */
export function accepts(event: Event, settings: MetaSettings): Skip | null {
  const name = metaEventName(event, settings)
  if (isSkip(name)) return name
  if (event.standard === 'purchase' && event.commerce?.currency == null)
    return skip('invalid', 'purchase_without_currency')
  return null
}

const daySeconds = 24 * 3600

/** 7 days; 62 for a physical store (reference 1, "Time window"). */
export function maxAgeSeconds(event: Event, settings: MetaSettings): number {
  return actionSourceOf(event, settings) === 'physical_store' ? 62 * daySeconds : 7 * daySeconds
}

/**
 * `user_data` needs a key that can name one person: an e-mail, phone, external id or Meta cookie, or address and
 * browser together. A first name or a city alone is refused by Meta as too broad.
 */
export function identifies(event: Event, { identity, network }: AvailableIdentity): Skip | null {
  const { variants } = identity
  const keys = [variants['email.plain'], variants['phone.digits'], variants['external_id.plain']]
  if (keys.some((digests) => digests !== undefined && digests.length > 0)) return null
  if (clickIdOf(event) !== undefined || browserIdOf(event) !== undefined) return null
  if (ipOf(network) !== null && userAgentOf(network) !== null) return null
  return skip('invalid', 'no_match_key')
}
