import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import { appInstanceIdOf } from './app-instance.ts'
import { clientIdOf } from './client-id.ts'
import { itemsOf } from './items.ts'
import { ga4EventName } from './map-events.ts'
import type { Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'

/** GA4 answers 204 to rubbish and drops it in silence: what it requires is asked for here (reference 2, "Required"). */
export function accepts(event: Event, settings: Ga4Settings): Skip | null {
  const name = ga4EventName(event, settings)
  if (isSkip(name)) return name
  if (isAppStream(settings) && appInstanceIdOf(event) === null) return skip('invalid', 'no_app_instance_id')
  if (!isAppStream(settings) && clientIdOf(event) === null) return skip('invalid', 'no_client_id')
  if (event.standard === 'purchase') return incompletePurchase(event)
  return event.standard === 'refund' && event.commerce?.orderId == null
    ? skip('invalid', 'refund_without_order_id')
    : null
}

/** 72 hours back (reference 2, "Time"); older events are taken and lost. */
export const maxAgeSeconds = 72 * 3600

function incompletePurchase({ commerce }: Event): Skip | null {
  if (commerce === null || filled(commerce.orderId) === null) return skip('invalid', 'purchase_without_order_id')
  if (commerce.currency === null) return skip('invalid', 'purchase_without_currency')
  return itemsOf(commerce, { inList: false }).length === 0 ? skip('invalid', 'purchase_without_items') : null
}
