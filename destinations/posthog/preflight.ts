import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { valueWithoutCurrency } from '../preflight-warnings.ts'
import { idsOf } from './ids.ts'

/** What PostHog answers 200 to and then counts otherwise than meant. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  const { userId, anonymousId } = idsOf(event)
  const warnings: PreflightWarning[] = []
  if (event.userId !== null && userId === null && anonymousId !== null)
    warnings.push({
      code: 'user_id_left_out',
      path: 'userId',
      message: 'is a placeholder or too long: the event counts for the device alone',
    })
  if (event.type === 'identify' && anonymousId === null)
    warnings.push({
      code: 'identify_without_anonymous_id',
      path: 'anonymousId',
      message: 'what the person did before logging in stays another person',
    })
  return [...warnings, ...valueWithoutCurrency(event, 'is summed with other currencies as if it were one')]
}
