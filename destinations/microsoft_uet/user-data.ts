import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { IdentityNeed, NetworkNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { advertisingIdOf, platformOf } from '../context-fields.ts'
import { compact } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { clickIdOf } from './click-id.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = [
  { variant: 'email.stripped', purposes: forAds },
  { variant: 'phone.e164', purposes: forAds },
]
export const networkNeeds: readonly NetworkNeed[] = [
  { field: 'ip', purposes: forAds },
  { field: 'userAgent', purposes: forAds },
]

/** `em` and `ph` are one text each: the first of several. All else is plain (reference 9, "plain"). */
export function userData(event: DeliverableEvent): JsonObject {
  const { variants } = event.identity
  const advertisingId = advertisingIdOf(event)
  const platform = platformOf(event)
  return compact({
    em: variants['email.stripped']?.[0],
    ph: variants['phone.e164']?.[0],
    externalId: event.userId,
    anonymousId: event.anonymousId,
    msclkid: clickIdOf(event),
    clientIpAddress: ipOf(event.network),
    clientUserAgent: userAgentOf(event.network),
    idfa: platform === 'ios' ? advertisingId : undefined,
    gaid: platform === 'android' ? advertisingId : undefined,
  })
}
