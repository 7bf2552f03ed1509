import type { Json, JsonObject } from './json.ts'

const depthMax = 100
/** Shorter ones could be anything: cutting them out of texts would break innocent words. */
const valueLengthMin = 10

export interface Withheld {
  /** Names of keys and URL parameters, lower case. */
  names: readonly string[]
  /** The ids themselves, wherever else they were copied to. */
  values: readonly string[]
}

/** A copy without the withheld ids: no key of such a name, no such URL parameter – also inside an encoded URL –, no such value. */
export function withoutIds<Value extends Json>(value: Value, withheld: Withheld): Value {
  if (withheld.names.length === 0) return value
  return strip(value, toStripper(withheld), 0) as Value
}

interface Stripper {
  names: ReadonlySet<string>
  parameter: RegExp
  values: readonly string[]
}

function toStripper({ names, values }: Withheld): Stripper {
  return {
    names: new Set(names),
    // `?gclid=x`, `&gclid=x`, `#gclid=x`, and the same percent-encoded once. The separator stays: `?&a=1` is a valid query.
    parameter: new RegExp(`([?&#;]|%3f|%26|%23|^)(?:${names.join('|')})(?:=|%3d)(?:(?!%26|%23)[^&#;\\s"'<>])*`, 'gi'),
    values: values.filter(({ length }) => length >= valueLengthMin),
  }
}

function strip(value: Json, stripper: Stripper, depth: number): Json {
  if (typeof value === 'string') return stripText(value, stripper)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthMax) return null
  if (Array.isArray(value)) return value.map((item) => strip(item, stripper, depth + 1))
  return stripObject(value, stripper, depth)
}

function stripObject(object: JsonObject, stripper: Stripper, depth: number): JsonObject {
  const kept = Object.entries(object).filter(([key]) => !stripper.names.has(key.toLowerCase()))
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner, stripper, depth + 1)]))
}

function stripText(text: string, { parameter, values }: Stripper): string {
  const cleaned = text.replace(parameter, '$1')
  return values.reduce((rest, value) => rest.replaceAll(value, ''), cleaned)
}
