import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { eventIdOf, maxAgeSeconds } from './accepts.ts'
import type { XSettings } from './settings.ts'

export function preflight(event: DeliverableEvent, settings: XSettings): PreflightWarning[] {
  if (isSkip(eventIdOf(event, settings))) return []
  return [...otherPixel(event, settings), ...olderThanWindow(event, maxAgeSeconds), ...valueWithoutCurrency(event)]
}

/** `tw-o8z6j-o87ne` names its pixel: one of another pixel refuses the request, and all in it. */
function otherPixel(event: DeliverableEvent, settings: XSettings): PreflightWarning[] {
  const mapped = eventIdOf(event, settings)
  const pixel = isSkip(mapped) ? undefined : /^tw-([a-z0-9]+)-/.exec(mapped.eventId)?.[1]
  if (pixel === undefined || pixel === settings.pixelId) return []
  return [
    { code: 'event_of_other_pixel', path: 'event_id', message: 'belongs to another pixel than the settings name' },
  ]
}
