import { isSkip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { maxAgeSeconds, ruleOf } from './accepts.ts'
import type { LinkedInSettings } from './settings.ts'
import { clickIdOf } from './user.ts'

export function preflight(event: DeliverableEvent, settings: LinkedInSettings): PreflightWarning[] {
  if (isSkip(ruleOf(event, settings))) return []
  return [...weakMatch(event), ...olderThanWindow(event, maxAgeSeconds), ...valueWithoutCurrency(event)]
}

/** A name is shared by many, and an id of the shop's is known to LinkedIn only if it was told before. */
function weakMatch(event: DeliverableEvent): PreflightWarning[] {
  const emails = event.identity.variants['email.plain'] ?? []
  if (emails.length > 0 || clickIdOf(event) !== undefined) return []
  const message = 'no e-mail and no click id: hardly ever matched'
  return [{ code: 'weak_match_key', path: 'user.userIds', message }]
}
