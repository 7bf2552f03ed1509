import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { windowSeconds } from './accepts.ts'

/** Reddit takes these and attributes less, or values nothing. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  return [
    ...(event.standard === 'purchase' && event.value === null ? [noValue] : []),
    ...valueWithoutCurrency(event),
    ...olderThanWindow(event, windowSeconds),
  ]
}

const noValue: PreflightWarning = {
  code: 'no_value',
  path: 'metadata.value',
  message: 'is missing: the order counts without a value',
}
