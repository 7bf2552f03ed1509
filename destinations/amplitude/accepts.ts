import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import { amplitudeEventType } from './map-events.ts'
import type { AmplitudeSettings } from './settings.ts'

/** One bad row undoes the request, so what Amplitude would refuse is not sent (reference 12, "Required"). */
export function accepts(event: Event, settings: AmplitudeSettings): Skip | null {
  const type = amplitudeEventType(event)
  if (isSkip(type)) return type
  const { user_id: userId, device_id: deviceId } = idsOf(event, settings)
  return userId === null && deviceId === null ? skip('invalid', 'no_id_long_enough') : null
}

/** Placeholders that would make one person of all who have none; Amplitude refuses them. */
const noIds = new Set(['anonymous', 'none', 'null', 'nil', 'undefined', 'unknown', 'n/a', '-1', '0', 'true', 'false'])

export function idsOf({ userId, anonymousId }: Event, { minIdLength }: AmplitudeSettings) {
  const usable = (id: string | null) => {
    const text = filled(id)
    return text === null || text.length < minIdLength || noIds.has(text.trim().toLowerCase()) ? null : text
  }
  return { user_id: usable(userId), device_id: usable(anonymousId) }
}
