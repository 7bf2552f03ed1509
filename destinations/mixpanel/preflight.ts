import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { valueWithoutCurrency } from '../preflight-warnings.ts'
import { idsOf } from './ids.ts'

/** What Mixpanel takes and then counts otherwise than meant. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  const { userId, deviceId } = idsOf(event)
  const warnings: PreflightWarning[] = []
  if (event.userId !== null && userId === null && deviceId !== null)
    warnings.push({
      code: 'user_id_left_out',
      path: 'userId',
      message: 'is a placeholder or too long: the event counts for the device alone',
    })
  if (userId === null && deviceId !== null && event.standard === 'purchase')
    warnings.push({ code: 'order_of_a_device', path: 'userId', message: 'the order joins a person only after a login' })
  return [...warnings, ...valueWithoutCurrency(event, 'is summed with other currencies as if it were one')]
}
