import type { Event } from '../../core/event.ts'
import { isOfStore, pageUrlOf, platformOf } from '../context-fields.ts'
import type { PinterestSettings } from './settings.ts'

export type ActionSource = 'web' | 'offline' | 'app_ios' | 'app_android'

/** Required, one of four (reference 5, "Required"). */
export function actionSourceOf(event: Event, settings: PinterestSettings): ActionSource {
  if (isOfStore(event)) return 'offline'
  const platform = platformOf(event)
  if (platform !== null) return `app_${platform}`
  return pageUrlOf(event) === undefined ? settings.actionSource : 'web'
}
