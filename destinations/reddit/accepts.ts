import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { redditTypeOf } from './map-events.ts'
import type { RedditSettings } from './settings.ts'
import { redditClickIdOf } from './user.ts'

export function accepts(event: Event, settings: RedditSettings): Skip | null {
  const type = redditTypeOf(event, settings)
  return isSkip(type) ? type : null
}

/** 168 hours (reference 7, "Window"). */
export const windowSeconds = 168 * 3600

/** One match key (reference 7, "v3 required"). A browser alone names nobody, and the address is not sent. */
export function identifies(event: Event, { identity }: AvailableIdentity): Skip | null {
  const { variants } = identity
  const keys = [variants['email.stripped'], variants['phone.e164'], variants['external_id.plain']]
  if (keys.some((digests) => digests !== undefined && digests.length > 0)) return null
  return redditClickIdOf(event) === undefined ? skip('invalid', 'no_match_key') : null
}
