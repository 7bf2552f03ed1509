import type { DeliverableEvent } from '../../core/deliverable-event.ts'

/**
 * `adStorageConsent` is said of every event: `G` only where everything was granted (both peers assert `G` without
 * looking). With `D` nothing of the person goes along, since Microsoft may not use it for ads.
 */
export function isAdStorageGranted({ consent, mode }: DeliverableEvent): boolean {
  if (mode === 'limited' || consent.sale_or_sharing === 'denied') return false
  return consent.advertising === 'granted' && consent.ad_personalization === 'granted'
}
