import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { PreflightWarning } from './contract.ts'

/** Warnings that several vendors share; each vendor adds its own. */

/** Measured at arrival: what was too old then can only have become older. */
export function olderThanWindow(event: DeliverableEvent, windowSeconds: number): PreflightWarning[] {
  const ageMs = Date.parse(event.receivedAt) - Date.parse(event.occurredAt)
  if (ageMs <= windowSeconds * 1000) return []
  return [
    { code: 'event_older_than_window', path: 'occurredAt', message: 'is older than the vendor counts events back' },
  ]
}

/** `fate`: what this vendor makes of such a value. */
export function valueWithoutCurrency(
  { value, commerce }: DeliverableEvent,
  fate = 'is missing: the value is left out',
): PreflightWarning[] {
  if (value === null || commerce?.currency != null) return []
  return [{ code: 'value_without_currency', path: 'commerce.currency', message: fate }]
}
