import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import type { IdentityNeed, NetworkNeed } from '../../core/identity/bundle.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Purpose } from '../../core/purpose.ts'
import { clickIdAsSent } from '../click-id.ts'
import { compact } from '../json-at.ts'
import { userAgentOf } from '../network-fields.ts'
import type { RedditSettings } from './settings.ts'

const forAds: readonly Purpose[] = ['advertising']
export const identityNeeds: readonly IdentityNeed[] = (
  ['email.stripped', 'phone.e164', 'external_id.plain'] as const
).map((variant) => ({ variant, purposes: forAds }))
/** No address: whether Reddit wants it hashed or plain is contradicted (reference 7), and without it less is sent. */
export const networkNeeds: readonly NetworkNeed[] = [{ field: 'userAgent', purposes: forAds }]

/** Reddit takes one value a key: the first the person has. */
export function userOf(event: DeliverableEvent, settings: RedditSettings): JsonObject {
  const { variants } = event.identity
  const isLimited = event.mode === 'limited'
  return compact({
    email: variants['email.stripped']?.[0],
    phone_number: variants['phone.e164']?.[0],
    external_id: variants['external_id.plain']?.[0],
    user_agent: isLimited ? null : userAgentOf(event.network),
    data_processing_options: isLimited || settings.ldu === 'always' ? limitedDataUse(event) : null,
  })
}

/** `rdt_cid` as it came, its case kept. An unfilled macro of a campaign's URL (`{{RDT_CID}}`) is none. */
export function redditClickIdOf({ clickIds }: Event): string | undefined {
  return clickIdAsSent(clickIds.rdt_cid)
}

function limitedDataUse({ jurisdiction }: DeliverableEvent): JsonObject {
  const { country, region } = jurisdiction
  return compact({ modes: ['LDU'], country, region: country === null ? null : region })
}
