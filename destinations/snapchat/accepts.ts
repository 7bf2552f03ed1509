import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { advertisingIdOf } from '../context-fields.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { actionSourceOf } from './action-source.ts'
import { snapchatEventName } from './map-events.ts'
import type { SnapchatSettings } from './settings.ts'

export function accepts(event: Event, settings: SnapchatSettings): Skip | null {
  const name = snapchatEventName(event, settings)
  if (isSkip(name)) return name
  const source = actionSourceOf(event, settings)
  return isSkip(source) ? source : null
}

/** Snapchat's own text; one peer says 7 days, another 28 (reference 6, "Window"). */
export const windowSeconds = 37 * 24 * 3600

/** E-mail, phone, advertising id, or address and browser together (reference 6, "Required"). A click id alone is not in the list. */
export function identifies(event: Event, { identity, network }: AvailableIdentity): Skip | null {
  const { variants } = identity
  const keys = [variants['email.plain'], variants['phone.digits']]
  if (keys.some((digests) => digests !== undefined && digests.length > 0)) return null
  if (advertisingIdOf(event) !== undefined) return null
  return ipOf(network) !== null && userAgentOf(network) !== null ? null : skip('invalid', 'no_match_key')
}
