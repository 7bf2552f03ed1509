import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { valueWithoutCurrency } from '../preflight-warnings.ts'

/** What the receiver takes and what stands behind it cannot use. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  const isOrder = event.standard === 'purchase' || event.standard === 'refund'
  const withoutId: PreflightWarning[] =
    isOrder && event.commerce?.orderId == null
      ? [
          {
            code: 'no_order_id',
            path: 'commerce.orderId',
            message: 'tools behind it tell orders apart by order_id only',
          },
        ]
      : []
  return [...withoutId, ...valueWithoutCurrency(event, 'is read as US dollars by the ecommerce spec')]
}
