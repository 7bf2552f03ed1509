import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'

/** What stands at a path of a sender's free object; undefined when any step is missing. */
export function jsonAt(object: JsonObject, ...path: string[]): Json | undefined {
  let here: Json | undefined = object
  for (const key of path) {
    if (!isJsonObject(here) || !Object.hasOwn(here, key)) return undefined
    here = here[key]
  }
  return here
}

/** Text that says something: no empty string, no other type. */
export function textAt(object: JsonObject, ...path: string[]): string | undefined {
  const value = jsonAt(object, ...path)
  return typeof value === 'string' ? (filled(value) ?? undefined) : undefined
}

/** Empty text and blanks say nothing: senders fill a field they have no value for. */
export function filled(text: string | null | undefined): string | null {
  return text === null || text === undefined || text.trim() === '' ? null : text
}

export function numberAt(object: JsonObject, ...path: string[]): number | undefined {
  const value = jsonAt(object, ...path)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** An object without the fields that have nothing to say: vendors read null and empty lists as errors. */
export function compact(fields: Record<string, Json | null | undefined>): JsonObject {
  // Not by assignment: a sender's field may be called `__proto__`.
  return Object.fromEntries(Object.entries(fields).filter(saysSomething)) as JsonObject
}

function saysSomething([, value]: [string, Json | null | undefined]): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string') return filled(value) !== null
  if (typeof value === 'number') return Number.isFinite(value)
  return !Array.isArray(value) || value.length > 0
}
