import { isSkip, type Skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { actionOf } from './map-events.ts'
import type { DataManagerSettings } from './settings.ts'

export function accepts(event: Event, settings: DataManagerSettings): Skip | null {
  const action = actionOf(event, settings)
  return isSkip(action) ? action : null
}

/** The longest click-through window (reference 18.3, MEM); older ones come back as EVENT_TOO_OLD. */
export const windowSeconds = 90 * 24 * 3600
