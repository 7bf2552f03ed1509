import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { pageUrlOf } from '../context-fields.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { windowSeconds } from './accepts.ts'
import { actionSourceOf } from './action-source.ts'
import type { SnapchatSettings } from './settings.ts'

/** Snapchat takes these and matches or values them worse. */
export function preflight(event: DeliverableEvent, settings: SnapchatSettings): PreflightWarning[] {
  return [
    ...webWithoutPage(event, settings),
    ...orderWithoutNumber(event),
    ...valueWithoutCurrency(event),
    ...olderThanWindow(event, windowSeconds),
  ]
}

function webWithoutPage(event: DeliverableEvent, settings: SnapchatSettings): PreflightWarning[] {
  if (actionSourceOf(event, settings) !== 'WEB' || pageUrlOf(event) !== undefined) return []
  return [{ code: 'no_page_url', path: 'event_source_url', message: 'is missing: Snapchat asks for it for web events' }]
}

/** The event id deduplicates for 48 hours, the order's number for 30 days. */
function orderWithoutNumber({ standard, commerce }: DeliverableEvent): PreflightWarning[] {
  if (standard !== 'purchase' || commerce?.orderId != null) return []
  const message = 'is missing: a repeat after 48 hours counts again'
  return [{ code: 'no_order_id', path: 'custom_data.order_id', message }]
}
