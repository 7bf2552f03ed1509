import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { toPayload } from './payload.ts'

const bytesAdvised = 20_000

/** Standard Webhooks advises less than 20 kB; receivers and their proxies refuse more. */
export function preflight(event: DeliverableEvent): PreflightWarning[] {
  if (new TextEncoder().encode(JSON.stringify(toPayload(event))).length < bytesAdvised) return []
  return [{ code: 'payload_over_20_kb', path: '', message: 'is larger than receivers are advised to take' }]
}
