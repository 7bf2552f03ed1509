import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { jsonAt } from '../json-at.ts'
import { cut, limits } from './limits.ts'
import { scalar } from './params.ts'
import type { Ga4Settings } from './settings.ts'

/** Only the traits the workspace lists. */
export function userProperties(event: DeliverableEvent, settings: Ga4Settings): JsonObject {
  const properties: JsonObject = {}
  for (const name of settings.userProperties) {
    const value = scalar(jsonAt(event.traits, name))
    if (value === undefined) continue
    properties[name] = { value: typeof value === 'string' ? cut(value, limits.userPropertyValueMax) : value }
  }
  return properties
}
