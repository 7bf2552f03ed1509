import { type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { strongIdentifiers } from './identifiers.ts'
import type { XSettings } from './settings.ts'

/** X has no standard names: an event is one that the account configured. */
export function eventIdOf({ standard, type }: Event, { events }: XSettings): { eventId: string } | Skip {
  if (standard === 'refund') return skip('filtered', 'no_refund_at_vendor')
  if (standard === null) return skip('filtered', type === 'track' ? 'event_not_mapped' : `no_${type}_at_vendor`)
  const eventId = events[standard]
  return eventId === undefined ? skip('filtered', 'no_event_configured') : { eventId }
}

/** No window was seen in any source; seven days is what its peers have (MEM). */
export const maxAgeSeconds = 7 * 24 * 3600

export function identifies(event: Event, { identity }: AvailableIdentity): Skip | null {
  return strongIdentifiers(event, identity).length > 0 ? null : skip('invalid', 'no_match_key')
}
