import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { idsOf } from './accepts.ts'
import type { AmplitudeSettings } from './settings.ts'

/** What Amplitude takes and then counts wrongly. */
export function preflight(event: DeliverableEvent, settings: AmplitudeSettings): PreflightWarning[] {
  const warnings: PreflightWarning[] = []
  const { user_id: userId, device_id: deviceId } = idsOf(event, settings)
  if (event.userId !== null && userId === null && deviceId !== null)
    warnings.push({
      code: 'user_id_too_short',
      path: 'userId',
      message: 'is left out: shorter than min_id_length or a placeholder',
    })
  const isOrder = event.standard === 'purchase' || event.standard === 'refund'
  if (isOrder && event.value === null)
    warnings.push({ code: 'order_without_value', path: 'value', message: 'counts no revenue' })
  return warnings
}
