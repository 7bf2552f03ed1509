import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { advertisingIdOf, pageUrlOf } from '../context-fields.ts'
import { filled } from '../json-at.ts'
import { clickIdOf } from './click-id.ts'
import { uetEventOf } from './map-events.ts'
import type { MicrosoftUetSettings } from './settings.ts'

/** `eventSourceUrl` is required for pageLoad, `transactionId` for a purchase (reference 9, "Event"; S). */
export function accepts(event: Event, settings: MicrosoftUetSettings): Skip | null {
  const mapped = uetEventOf(event, settings)
  if (isSkip(mapped)) return mapped
  if (mapped.eventType === 'pageLoad' && pageUrlOf(event) === undefined) return skip('invalid', 'page_without_url')
  if (event.standard === 'purchase' && filled(event.commerce?.orderId) === null)
    return skip('invalid', 'purchase_without_order_id')
  return null
}

/** No window was seen in any source; seven days is what its peers have (MEM). */
export const maxAgeSeconds = 7 * 24 * 3600

/** Address and browser alone name nobody. */
export function identifies(event: Event, { identity: { variants } }: AvailableIdentity): Skip | null {
  const hashes = [...(variants['email.stripped'] ?? []), ...(variants['phone.e164'] ?? [])]
  const ids = [clickIdOf(event), advertisingIdOf(event), filled(event.userId), filled(event.anonymousId)]
  return hashes.length > 0 || ids.some((id) => id != null) ? null : skip('invalid', 'no_match_key')
}
