import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { platformOf } from './context-fields.ts'
import { jsonAt, textAt } from './json-at.ts'

/** Meta's `app_data`, which Snapchat took over as it is. Required for events of apps. The sixteen places of `extinfo` are fixed; unknown ones stay empty. */
export function appData(event: DeliverableEvent): JsonObject {
  const { context } = event
  return {
    advertiser_tracking_enabled: jsonAt(context, 'device', 'adTrackingEnabled') === true ? 1 : 0,
    application_tracking_enabled: 1,
    extinfo: [
      platformOf(event) === 'ios' ? 'i2' : 'a2',
      word(context, 'app', 'namespace'),
      word(context, 'app', 'version'),
      word(context, 'app', 'build'),
      word(context, 'os', 'version'),
      word(context, 'device', 'model'),
      word(context, 'locale'),
      ...Array<Json>(8).fill(''),
      word(context, 'timezone'),
    ],
  }
}

function word(context: JsonObject, ...path: string[]): string {
  return textAt(context, ...path) ?? ''
}
