import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { advertisingIdOf } from '../context-fields.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { maxAgeSeconds } from './accepts.ts'
import { clickIdOf } from './click-id.ts'
import { isAdStorageGranted } from './consent.ts'

export function preflight(event: DeliverableEvent): PreflightWarning[] {
  return [
    ...notUsedForAds(event),
    ...weakMatch(event),
    ...olderThanWindow(event, maxAgeSeconds),
    ...valueWithoutCurrency(event),
  ]
}

function notUsedForAds(event: DeliverableEvent): PreflightWarning[] {
  if (isAdStorageGranted(event)) return []
  const message = 'is D: Microsoft uses the event for no ad, and nothing of the person is sent'
  return [{ code: 'ad_storage_denied', path: 'adStorageConsent', message }]
}

/** The shop's own ids match only where the tag on the page was given the same. */
function weakMatch(event: DeliverableEvent): PreflightWarning[] {
  const { variants } = event.identity
  const hashes = [...(variants['email.stripped'] ?? []), ...(variants['phone.e164'] ?? [])]
  if (hashes.length > 0 || clickIdOf(event) !== undefined || advertisingIdOf(event) !== undefined) return []
  const message = 'no click id, e-mail, phone or advertising id: hardly ever matched'
  return [{ code: 'weak_match_key', path: 'userData', message }]
}
