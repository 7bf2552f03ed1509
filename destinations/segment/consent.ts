import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Purpose } from '../../core/purpose.ts'
import type { SegmentSettings } from './settings.ts'

const forAds: ReadonlySet<Purpose> = new Set<Purpose>(['advertising', 'ad_personalization'])

/**
 * The receiver sends on what it is told, so it is told of our decision, never of the sender's object: true is a grant that
 * stood when we decided, everything else – not asked, too – is false. A refused sale closes the ads behind it as well.
 */
export function categoryPreferences(
  { consent }: DeliverableEvent,
  { categories }: SegmentSettings,
): Record<string, boolean> {
  const isSaleRefused = consent.sale_or_sharing === 'denied'
  const isOpen = (purpose: Purpose) => consent[purpose] === 'granted' && !(isSaleRefused && forAds.has(purpose))
  return Object.fromEntries(Object.entries(categories).map(([name, purposes]) => [name, purposes.every(isOpen)]))
}
