import { type Skip, skip } from '../../core/decision.ts'
import type { Event } from '../../core/event.ts'
import { isOfStore, platformOf } from '../context-fields.ts'
import type { SnapchatSettings } from './settings.ts'

export type ActionSource = 'WEB' | 'MOBILE_APP' | 'OFFLINE'

/** A pixel knows nothing of an app's events, and an app nothing of the web's: the id is of one kind. */
export function actionSourceOf(event: Event, { asset }: SnapchatSettings): ActionSource | Skip {
  const source = placeOf(event)
  if ((source === 'MOBILE_APP') === (asset === 'app')) return source
  return skip('filtered', asset === 'app' ? 'no_app_event' : 'app_event_at_pixel')
}

function placeOf(event: Event): ActionSource {
  if (isOfStore(event)) return 'OFFLINE'
  return event.type === 'screen' || platformOf(event) !== null ? 'MOBILE_APP' : 'WEB'
}
