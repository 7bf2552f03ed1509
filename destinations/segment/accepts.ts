import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import { eventName } from './map-events.ts'
import type { SegmentSettings } from './settings.ts'

/** Segment answers 200 to a message without these and drops it (reference 15, "Required"). */
export function accepts(event: Event, settings: SegmentSettings): Skip | null {
  const userId = filled(event.userId)
  if (userId === null && filled(event.anonymousId) === null) return skip('invalid', 'no_user_or_anonymous_id')
  switch (event.type) {
    case 'track': {
      const name = eventName(event, settings.names)
      return isSkip(name) ? name : null
    }
    case 'group':
      return filled(event.groupId) === null ? skip('invalid', 'no_group_id') : null
    case 'alias':
      return userId === null || filled(event.previousId) === null ? skip('invalid', 'alias_without_both_ids') : null
    case 'identify':
    case 'page':
    case 'screen':
      return null
  }
}
