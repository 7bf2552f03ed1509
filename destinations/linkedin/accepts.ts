import { type Skip, skip } from '../../core/decision.ts'
import type { AvailableIdentity } from '../../core/destination-facts.ts'
import type { Event } from '../../core/event.ts'
import { filled } from '../json-at.ts'
import type { LinkedInSettings } from './settings.ts'
import { clickIdOf, namesOf } from './user.ts'

/** LinkedIn knows no event names: an event is what the account's conversion rule says. */
export function ruleOf({ standard, type }: Event, { conversionRules }: LinkedInSettings): { rule: string } | Skip {
  if (standard === null) return skip('filtered', type === 'track' ? 'event_not_mapped' : `no_${type}_at_vendor`)
  if (standard === 'refund') return skip('filtered', 'no_refund_at_vendor')
  const rule = conversionRules[standard]
  return rule === undefined ? skip('filtered', 'no_conversion_rule') : { rule }
}

/** 90 days (reference 8, "Window"). */
export const maxAgeSeconds = 90 * 24 * 3600

export function identifies(event: Event, available: AvailableIdentity, settings: LinkedInSettings): Skip | null {
  const emails = available.identity.variants['email.plain'] ?? []
  if (emails.length > 0 || clickIdOf(event) !== undefined) return null
  if (settings.sendRaw && namesOf(available) !== null) return null
  if (settings.externalId && filled(event.userId) !== null) return null
  return skip('invalid', 'no_match_key')
}
