import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { filled } from '../json-at.ts'
import { valueWithoutCurrency } from '../preflight-warnings.ts'
import { uploadOf } from './map-events.ts'
import { extentOf } from './refund.ts'
import type { GoogleAdsSettings } from './settings.ts'

export function preflight(event: DeliverableEvent, settings: GoogleAdsSettings): PreflightWarning[] {
  const mapped = uploadOf(event, settings)
  if (isSkip(mapped)) return []
  return mapped.upload === 'refund' ? ofRefund(event) : [...ofValue(event, mapped.upload), ...ofOrder(event)]
}

function ofRefund(event: DeliverableEvent): PreflightWarning[] {
  const found = extentOf(event)
  if (isSkip(found) || found.extent !== 'unknown') return []
  const message = 'without order_value or remaining_value the whole conversion is taken back'
  return [{ code: 'refund_extent_unknown', path: 'properties.order_value', message }]
}

function ofValue(event: DeliverableEvent, upload: 'click' | 'enhancement'): PreflightWarning[] {
  if (upload === 'enhancement') return []
  if (event.value === null && event.standard === 'purchase')
    return [{ code: 'no_value', path: 'value', message: 'the default value of the conversion action is counted' }]
  return valueWithoutCurrency(event, 'the value is left out without its currency')
}

function ofOrder({ commerce, standard }: DeliverableEvent): PreflightWarning[] {
  if (standard !== 'purchase' || filled(commerce?.orderId) !== null) return []
  const message = 'neither the tag on the page nor a refund will find this conversion'
  return [{ code: 'no_order_id', path: 'commerce.orderId', message }]
}
