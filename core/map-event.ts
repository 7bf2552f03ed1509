import { readCommerce } from './commerce.ts'
import type { Event } from './event.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { namesOf, type RouteMapping } from './route-mapping.ts'
import { standardEventFor } from './standard-events.ts'

/**
 * The event as a route's mapping tells it: renamed, copied, set, then kept and dropped. Reads the event as it came in, so
 * that the order of entries means nothing. Pure; what is not mapped is the same object.
 */
export function mapEvent<E extends Event>(event: E, mapping: RouteMapping | undefined): E {
  if (mapping === undefined) return event
  const name = renamed(event, mapping)
  const parts = droppedFrom(mapping.drop ?? [], {
    properties: keptOf(written(event, mapping), mapping.keep),
    traits: event.traits,
    context: event.context,
  })
  const mapped = {
    ...event,
    ...parts,
    name,
    standard: name === event.name ? event.standard : standardEventFor(event.type, name),
  }
  return { ...mapped, commerce: commerceOf(event, mapped) }
}

type Parts = Pick<Event, 'properties' | 'traits' | 'context'>

function renamed({ name, standard }: Event, { events = {} }: RouteMapping): string | null {
  for (const called of [name, standard]) {
    if (called !== null && Object.hasOwn(events, called)) return events[called] ?? null
  }
  return name
}

function written(event: Event, { properties = {}, constants = {} }: RouteMapping): JsonObject {
  const copies = Object.entries(properties).flatMap(([to, from]) => {
    const value = valueAt(event as unknown as JsonObject, namesOf(from))
    return value === undefined ? [] : [[to, value] as const]
  })
  return [...copies, ...Object.entries(constants)].reduce<JsonObject>(
    (object, [to, value]) => withValue(object, inside(to), value),
    event.properties,
  )
}

function keptOf(properties: JsonObject, keep: readonly string[] | undefined): JsonObject {
  if (keep === undefined) return properties
  return keep.reduce<JsonObject>((kept, path) => {
    const value = valueAt(properties, inside(path))
    return value === undefined ? kept : withValue(kept, inside(path), value)
  }, {})
}

function droppedFrom(drop: readonly string[], parts: Parts): Parts {
  return drop.reduce<JsonObject>((all, path) => withoutValue(all, namesOf(path)), { ...parts }) as unknown as Parts
}

/** Money and products are read from properties, so they are read again; what a mapping made unreadable is null. */
function commerceOf(before: Event, after: Event): Event['commerce'] {
  const isSame = before.properties === after.properties && before.standard === after.standard
  return isSame ? before.commerce : readCommerce(after.standard, after.properties).commerce
}

/** The path below `properties`. */
function inside(path: string): string[] {
  return namesOf(path).slice(1)
}

function valueAt(object: JsonObject, names: readonly string[]): Json | undefined {
  return names.reduce<Json | undefined>(
    (here, name) => (isJsonObject(here) && Object.hasOwn(here, name) ? here[name] : undefined),
    object,
  )
}

function withValue(object: JsonObject, [name = '', ...rest]: readonly string[], value: Json): JsonObject {
  if (rest.length === 0) return { ...object, [name]: value }
  const below = Object.hasOwn(object, name) ? object[name] : undefined
  return { ...object, [name]: withValue(isJsonObject(below) ? below : {}, rest, value) }
}

function withoutValue(object: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const below = Object.hasOwn(object, name) ? object[name] : undefined
  if (below === undefined) return object
  if (rest.length > 0) return isJsonObject(below) ? { ...object, [name]: withoutValue(below, rest) } : object
  const { [name]: _, ...others } = object
  return others
}
