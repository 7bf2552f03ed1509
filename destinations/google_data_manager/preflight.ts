import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { filled } from '../json-at.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { windowSeconds } from './accepts.ts'
import { actionOf } from './map-events.ts'
import type { DataManagerSettings } from './settings.ts'

/** What Google accepts and then refuses or counts otherwise than meant. */
export function preflight(event: DeliverableEvent, settings: DataManagerSettings): PreflightWarning[] {
  if (isSkip(actionOf(event, settings))) return []
  const warnings: PreflightWarning[] = []
  if (event.standard === 'purchase' && filled(event.commerce?.orderId) === null)
    warnings.push({
      code: 'no_order_id',
      path: 'commerce.orderId',
      message: 'the conversion of the tag on the page will not be known as the same',
    })
  if (event.standard === 'purchase' && event.value === null)
    warnings.push({ code: 'no_value', path: 'value', message: 'the default value of the conversion action is counted' })
  return [
    ...warnings,
    ...valueWithoutCurrency(event, 'the value is left out without its currency'),
    ...olderThanWindow(event, windowSeconds),
  ]
}
