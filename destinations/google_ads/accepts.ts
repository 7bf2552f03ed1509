import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import { clickIdOf } from './click-ids.ts'
import { uploadOf } from './map-events.ts'
import type { GoogleAdsSettings } from './settings.ts'

export function accepts(event: Event, settings: GoogleAdsSettings): Skip | null {
  const upload = uploadOf(event, settings)
  if (isSkip(upload)) return upload
  if (upload.upload === 'refund' && filled(event.commerce?.orderId) === null)
    return skip('invalid', 'refund_without_order_id')
  return null
}

const daySeconds = 24 * 3600

/** The longest click-through window is 90 days (reference 18.3, MEM); adjustments are taken for 54 days (DOC), enhancements for one (MEM). */
export const maxAgeDays = { click: 90, refund: 54, enhancement: 1 } as const

export function maxAgeSeconds(event: Event, settings: GoogleAdsSettings): number {
  const upload = uploadOf(event, settings)
  return maxAgeDays[isSkip(upload) ? 'click' : upload.upload] * daySeconds
}

/** A click id or a hashed e-mail or phone; an enhancement has only the latter to give; a refund is found by its order. */
export function identifies(event: Event, { identity }: AvailableIdentity, settings: GoogleAdsSettings): Skip | null {
  const upload = uploadOf(event, settings)
  if (isSkip(upload) || upload.upload === 'refund') return null
  const { variants } = identity
  const hashes = [...(variants['email.gmail'] ?? []), ...(variants['phone.e164'] ?? [])]
  if (settings.userIdentifiers && hashes.length > 0) return null
  if (upload.upload === 'click' && clickIdOf(event) !== null) return null
  return skip('invalid', 'no_match_key')
}
