import { type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import type { GoogleAdsSettings } from './settings.ts'

export type Upload = 'click' | 'enhancement' | 'refund'

/** Google Ads knows no event names: an event is what the account's conversion action says. */
export function uploadOf(event: Event, settings: GoogleAdsSettings): { upload: Upload; actionId: string } | Skip {
  const { standard } = event
  if (standard === null)
    return skip('filtered', event.type === 'track' ? 'event_not_mapped' : `no_${event.type}_at_vendor`)
  const actionId = settings.conversionActions[standard === 'refund' ? 'purchase' : standard]
  if (actionId === undefined) return skip('filtered', 'no_conversion_action')
  if (standard === 'refund') return { upload: 'refund', actionId }
  return { upload: settings.enhances.includes(standard) ? 'enhancement' : 'click', actionId }
}

/**
 * What Google deduplicates and adjusts by: an order's own number, as the tag on the page sends it in `transaction_id`;
 * for what is no order, the event id.
 */
export function orderIdOf(event: Event): string {
  const isOrder = event.standard === 'purchase' || event.standard === 'refund'
  return (isOrder ? filled(event.commerce?.orderId) : null) ?? event.vendorEventId
}
