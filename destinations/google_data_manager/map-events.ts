import { type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { isOfStore, platformOf } from '../context-fields.ts'
import { filled } from '../json-at.ts'
import type { DataManagerSettings } from './settings.ts'

/** The API knows no event names for Google Ads: an event is what the account's conversion action says. */
export function actionOf(event: Event, settings: DataManagerSettings): { id: string } | Skip {
  const { standard, type } = event
  if (standard === null) return skip('filtered', type === 'track' ? 'event_not_mapped' : `no_${type}_at_vendor`)
  if (standard === 'refund') return skip('filtered', 'no_refund_at_vendor')
  const id = settings.conversionActions[standard]
  return id === undefined ? skip('filtered', 'no_conversion_action') : { id }
}

/**
 * What Google deduplicates by, with the action: an order's own number, as the tag on the page sends it in
 * `transaction_id`; for what is no order, the event id.
 */
export function transactionIdOf(event: Event): string {
  const orderId = event.standard === 'purchase' ? filled(event.commerce?.orderId) : null
  return orderId === null || orderId.length > transactionIdLengthMax ? event.vendorEventId : orderId
}

const transactionIdLengthMax = 512

export function eventSourceOf(event: Event): 'APP' | 'IN_STORE' | 'WEB' {
  if (platformOf(event) !== null) return 'APP'
  return isOfStore(event) ? 'IN_STORE' : 'WEB'
}
