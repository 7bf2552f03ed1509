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
  parameters: RegExp
  values: readonly string[]
}

type Names = Pick<Stripper, 'names' | 'parameters'>

const preparedNames = new WeakMap<readonly string[], Names>()

function toStripper({ names, values }: Withheld): Stripper {
  const prepared = preparedNames.get(names) ?? { names: new Set(names), parameters: parametersNamed(names) }
  preparedNames.set(names, prepared)
  return { ...prepared, values: values.filter(({ length }) => length >= valueLengthMin) }
}

/** `?gclid=x`, `&gclid=x&fbclid=y`, `#gclid=x`, and the same percent-encoded once; $1 = before them, $2 = more follow. */
function parametersNamed(names: readonly string[]): RegExp {
  const value = `(?:(?!%26|%23)[^&#;\\s"'<>])*`
  return new RegExp(`([?&#;]|%3f|%26|%23|^)(?:(?:${names.join('|')})(?:=|%3d)${value}(&|%26)?)+`, 'gi')
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

function stripText(text: string, { parameters, values }: Stripper): string {
  const cleaned = text.replace(parameters, (_all, before: string, more: string | undefined) => (more ? before : ''))
  return values.reduce((rest, value) => rest.replaceAll(value, ''), cleaned)
}
