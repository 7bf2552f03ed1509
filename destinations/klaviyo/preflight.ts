import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { valueWithoutCurrency } from '../preflight-warnings.ts'

/** What Klaviyo takes and then cannot use. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  const { email, phone } = event.identity.plain
  const warnings: PreflightWarning[] = []
  if (email === undefined && phone === undefined)
    warnings.push({
      code: 'no_contact',
      path: 'identity.plain',
      message: 'without e-mail or phone the profile can be written to by no flow',
    })
  if (event.standard === 'purchase' && event.value === null)
    warnings.push({ code: 'order_without_value', path: 'value', message: 'counts as an order of no value' })
  return [...warnings, ...valueWithoutCurrency(event, 'is read in the currency of the account')]
}
