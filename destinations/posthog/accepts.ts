import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { idsOf } from './ids.ts'
import { postHogEvent } from './map-events.ts'
import type { PostHogSettings } from './settings.ts'

/** PostHog answers 200 to what it then drops, so what it would drop is not sent (reference 14, "Errors"). */
export function accepts(event: Event, settings: PostHogSettings): Skip | null {
  const name = postHogEvent(event, settings)
  if (isSkip(name)) return name
  const { userId, anonymousId } = idsOf(event)
  if (event.type === 'identify') {
    if (settings.personProfiles === 'never') return skip('filtered', 'no_person_profiles')
    return userId === null ? skip('invalid', 'no_usable_user_id') : null
  }
  return userId === null && anonymousId === null ? skip('invalid', 'no_distinct_id') : null
}
