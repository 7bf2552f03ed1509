import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { unixMilliseconds } from '../event-time.ts'
import { idsOf } from './ids.ts'
import { mixpanelEvent } from './map-events.ts'
import { listedTraits } from './properties.ts'
import type { MixpanelSettings } from './settings.ts'

const timeMsMin = Date.UTC(1971, 0)

export function accepts(event: Event, settings: MixpanelSettings): Skip | null {
  const { userId, deviceId } = idsOf(event)
  if (event.type === 'identify') {
    if (Object.keys(listedTraits(event, settings)).length === 0) return skip('filtered', 'no_listed_trait')
    return userId === null ? skip('invalid', 'no_usable_user_id') : null
  }
  const name = mixpanelEvent(event, settings)
  if (isSkip(name)) return name
  // Taken with an empty distinct_id, too, but then counted in no report of people.
  if (userId === null && deviceId === null) return skip('invalid', 'no_usable_id')
  return unixMilliseconds(event) < timeMsMin ? skip('invalid', 'time_before_1971') : null
}
