import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import type { IdentityBundle, IdentityNeed, NetworkNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = [
  { variant: 'email.plain', purposes: forAds },
  { variant: 'phone.e164', purposes: forAds },
]
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** An object each. Address and browser only beside an id that names one person (reference 10, "Identifiers"). */
export function identifiersOf(event: DeliverableEvent): JsonObject[] {
  const strong = strongIdentifiers(event, event.identity)
  const network = compact({ ip_address: ipv4Of(event), user_agent: userAgentOf(event.network) })
  return Object.keys(network).length === 0 ? strong : [...strong, network]
}

export function strongIdentifiers(event: Event, { variants }: IdentityBundle): JsonObject[] {
  const clickId = clickIdOf(event)
  return [
    ...(clickId === undefined ? [] : [{ twclid: clickId }]),
    ...(variants['email.plain'] ?? []).map((digest) => ({ hashed_email: digest })),
    ...(variants['phone.e164'] ?? []).map((digest) => ({ hashed_phone_number: digest })),
  ]
}

/** Plain, case kept. */
export function clickIdOf({ clickIds }: Event): string | undefined {
  const { twclid } = clickIds
  return twclid !== undefined && /^[\w-]{1,128}$/.test(twclid) ? twclid : undefined
}

/** X wants dotted decimals: an IPv6 address would refuse the request, and all in it. */
function ipv4Of({ network }: DeliverableEvent): string | null {
  const ip = ipOf(network)
  return ip === null || ip.includes(':') ? null : ip
}
