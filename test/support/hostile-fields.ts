import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import { isJsonObject, type Json } from '../../core/json.ts'

/** What senders put where a value should be. */
const hostileValues: readonly Json[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '<script>alert(1)</script>',
  "'; drop table events; --",
  'x'.repeat(20_000),
  'null',
  'NaN',
  -1,
  0,
  1e308,
  true,
  null,
  [],
  {},
  [[[]]],
  { __proto__: 'x', toString: 'y' },
]

/** Where senders write freely. Times, ids and identity are ours by then. */
const parts = ['properties', 'traits', 'context', 'clickIds'] as const

/** The event with one field of a sender's free parts replaced by something that is none, for every field and value. */
export function* hostileVersions(event: DeliverableEvent): Generator<DeliverableEvent> {
  for (const part of parts) {
    for (const path of pathsIn(event[part] as Json)) {
      for (const value of hostileValues) {
        // Click ids are texts: ingest saw to it.
        if (part === 'clickIds' && typeof value !== 'string') continue
        yield { ...event, [part]: replaced(event[part] as Json, path, value) }
      }
    }
  }
}

function pathsIn(value: Json): string[][] {
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsIn(inner).map((path) => [name, ...path])])
}

function replaced(object: Json, [name = '', ...rest]: string[], value: Json): Json {
  if (!isJsonObject(object)) return object
  return { ...object, [name]: rest.length === 0 ? value : replaced(object[name] as Json, rest, value) }
}
