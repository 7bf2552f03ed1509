import { type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact, jsonAt, numberAt, textAt } from '../json-at.ts'

export type RefundExtent = { extent: 'full' | 'unknown' } | { extent: 'partial'; remaining: number } | Skip

/** Less than the smallest coin of any currency that Google bills in. */
const nothing = 0.0005

/**
 * Google wants what is left of the order's value, a refund event says what went back. What is left is named
 * (`remaining_value`) or follows from the order's value (`order_value`, `order_total`); a refund that names neither is
 * taken as a whole one unless it says that it is not.
 */
export function extentOf(event: DeliverableEvent): RefundExtent {
  const remaining = remainingOf(event)
  if (remaining !== null) return remaining < nothing ? { extent: 'full' } : { extent: 'partial', remaining }
  const { properties } = event
  const saysPartial = jsonAt(properties, 'partial') === true || textAt(properties, 'refund_type') === 'partial'
  return saysPartial ? skip('invalid', 'partial_refund_without_order_value') : { extent: 'unknown' }
}

function remainingOf({ properties, value }: DeliverableEvent): number | null {
  const named = numberAt(properties, 'remaining_value')
  if (named !== undefined) return named
  const order = numberAt(properties, 'order_value') ?? numberAt(properties, 'order_total')
  return order === undefined || value === null ? null : Math.round((order - Math.abs(value)) * 1000) / 1000
}

/** A retraction must not carry a value (reference 3, "Adjustments"). */
export function adjustmentOf(event: DeliverableEvent): JsonObject | Skip {
  const found = extentOf(event)
  if ('skip' in found) return found
  if (found.extent !== 'partial') return { adjustmentType: 'RETRACTION' }
  return {
    adjustmentType: 'RESTATEMENT',
    restatementValue: compact({ adjustedValue: found.remaining, currencyCode: event.commerce?.currency }),
  }
}
