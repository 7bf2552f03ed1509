import { isSkip, type Skip, skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { isOfStore, pageUrlOf, platformOf } from '../context-fields.ts'
import { unixMilliseconds } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { identifies } from './accepts.ts'
import { redditTypeOf } from './map-events.ts'
import { metadataOf } from './metadata.ts'
import type { ActionSource, RedditSettings } from './settings.ts'
import { redditClickIdOf, userOf } from './user.ts'

export function toPayload(event: DeliverableEvent, settings: RedditSettings): JsonObject | Skip {
  const type = redditTypeOf(event, settings)
  if (isSkip(type)) return type
  const unknown = identifies(event, event)
  if (unknown !== null) return unknown
  if (event.standard === 'purchase' && (event.value ?? 0) < 0) return skip('invalid', 'purchase_with_negative_value')
  const user = userOf(event, settings)
  return compact({
    event_at: unixMilliseconds(event),
    action_source: sourceOf(event, settings),
    type,
    click_id: redditClickIdOf(event),
    // A click id stands beside the user, and may be all there is.
    user: Object.keys(user).length > 0 ? user : null,
    metadata: metadataOf(event, settings),
  })
}

/** Required in v3. */
function sourceOf(event: Event, settings: RedditSettings): ActionSource {
  if (isOfStore(event)) return 'PHYSICAL_STORE'
  if (event.type === 'screen' || platformOf(event) !== null) return 'APP'
  return pageUrlOf(event) === undefined ? settings.actionSource : 'WEBSITE'
}
