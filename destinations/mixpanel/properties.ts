import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Event } from '../../core/event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { compact, jsonAt, textAt } from '../json-at.ts'
import { shopProperties } from '../shop-properties.ts'
import type { MixpanelSettings } from './settings.ts'

/** Room beside the ids, time and place that every event has; Mixpanel takes 255 (reference 13, "Limits"). */
const propertiesMax = 240
const itemsMax = 255
const nameBytesMax = 255

/** The sender's own, and over them order and page as we read them: one name for one thing in every report. */
export function eventProperties(event: DeliverableEvent): JsonObject {
  const ours = { ...shopProperties(event), ...pageOf(event) }
  const sent = Object.entries(event.properties).filter(([name]) => isFree(name) && !Object.hasOwn(ours, name))
  const all = [...Object.entries(ours), ...sent].slice(0, propertiesMax)
  return compact(Object.fromEntries(all.map(([name, value]) => [name, shortened(value)])))
}

/** Only listed traits: a profile keeps them for good. */
export function listedTraits(event: Event, { profileTraits }: MixpanelSettings): JsonObject {
  const listed = profileTraits.filter(isFree).map((name) => [name, jsonAt(event.traits, name)] as const)
  return compact(Object.fromEntries(listed))
}

/** Names that tell Mixpanel who, when and where; `$` and `mp_` ones are its own. */
const meanings = new Set(['token', 'distinct_id', 'time', 'ip', 'event_id'])

function isFree(name: string): boolean {
  if (name.trim() === '' || Buffer.byteLength(name) > nameBytesMax) return false
  return !meanings.has(name) && !name.startsWith('$') && !name.startsWith('mp_')
}

function shortened(value: Json): Json {
  return Array.isArray(value) ? value.slice(0, itemsMax) : value
}

function pageOf(event: DeliverableEvent): JsonObject {
  const { type, name, context } = event
  return compact({
    $current_url: pageUrlOf(event),
    $referrer: textAt(context, 'page', 'referrer'),
    page_title: textAt(context, 'page', 'title'),
    page_name: type === 'page' || type === 'screen' ? name : null,
    $os: textAt(context, 'os', 'name'),
    $os_version: textAt(context, 'os', 'version'),
    $app_version_string: textAt(context, 'app', 'version'),
  })
}
