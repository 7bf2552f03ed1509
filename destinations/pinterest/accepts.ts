import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { pinterestEventName } from './map-events.ts'
import type { PinterestSettings } from './settings.ts'

export function accepts(event: Event, settings: PinterestSettings): Skip | null {
  const name = pinterestEventName(event, settings)
  return isSkip(name) ? name : null
}

/** Usual for web, but in no text of Pinterest's that we have (reference 5, "Time"). */
export const windowSeconds = 7 * 24 * 3600

/** An e-mail, or address and browser together (reference 5, "Required"). A phone, a user id or a click id alone is refused. */
export function identifies(_event: Event, { identity, network }: AvailableIdentity): Skip | null {
  const emails = identity.variants['email.plain'] ?? []
  if (emails.length > 0) return null
  return ipOf(network) !== null && userAgentOf(network) !== null ? null : skip('invalid', 'no_match_key')
}
