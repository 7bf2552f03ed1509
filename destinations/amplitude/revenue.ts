import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact } from '../json-at.ts'

/** Amplitude sums `revenue` over all events, so only money that moved has one: a refund's is negative and takes it back. */
export function revenueOf({ standard, value, commerce }: DeliverableEvent): JsonObject {
  if (value === null || (standard !== 'purchase' && standard !== 'refund')) return {}
  const amount = Math.abs(value)
  return compact({
    revenue: standard === 'refund' && amount > 0 ? -amount : amount,
    revenue_type: standard === 'refund' ? 'refund' : 'purchase',
    currency: commerce?.currency,
  })
}
