import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { jsonAt } from '../json-at.ts'
import type { ActionSource } from './action-source.ts'
import type { PinterestSettings } from './settings.ts'

/** LDP = Pinterest's own restricted mode (reference 5, "Consent"). */
export function isLimitedProcessing({ mode }: DeliverableEvent, settings: PinterestSettings): boolean {
  return mode === 'limited' || settings.ldp === 'always'
}

/**
 * Absent means false. A peer's default of true would send every event as opted out. For apps the field says whether the
 * device limits ad tracking.
 */
export function hasOptedOut(event: DeliverableEvent, source: ActionSource): boolean {
  if (event.mode === 'limited' || event.consent.ad_personalization !== 'granted') return true
  return source.startsWith('app_') && jsonAt(event.context, 'device', 'adTrackingEnabled') !== true
}
