import type { Json, JsonObject } from '../json.ts'
import { namesIdentifier, namesPhone, qualifiesPhone } from './key-names.ts'
import { scrubText } from './scrub-text.ts'

export interface Scrubbed<T> {
  value: T
  /** Where it acted (`properties.note`, `products.0.name`), in keys as they are afterwards; for a key the path of its object. */
  paths: string[]
}

/** Deeper than the parser lets in; what lies below is dropped, never let through unseen. */
const maxDepth = 64

/** Takes e-mails and phones out of values, keys and URLs (design 5); ids, SKUs, money and dates survive. */
export function scrub<T extends Json>(value: T): Scrubbed<T> {
  const paths = new Set<string>()
  const root = { path: '', key: '', isPhone: false, depth: 0 }
  // A scrubbed value keeps its shape; only a number under a phone key turns into text.
  return { value: scrubValue(value, root, paths) as T, paths: [...paths] }
}

interface Place {
  path: string
  key: string
  isPhone: boolean
  depth: number
}

function scrubValue(value: Json, place: Place, paths: Set<string>): Json {
  if (typeof value === 'string') return scrubString(value, place, paths)
  if (typeof value === 'number') return place.isPhone ? scrubNumber(value, place, paths) : value
  if (typeof value !== 'object' || value === null) return value
  if (place.depth >= maxDepth) {
    paths.add(place.path)
    return null
  }
  return Array.isArray(value)
    ? value.map((item, index) => scrubValue(item, inside(place, String(index), place), paths))
    : scrubObject(value, place, paths)
}

function scrubString(text: string, place: Place, paths: Set<string>): string {
  const scrubbed = scrubText(text, { isPhone: place.isPhone, isIdentifier: namesIdentifier(place.key) })
  if (scrubbed !== text) paths.add(place.path)
  return scrubbed
}

function scrubNumber(number: number, place: Place, paths: Set<string>): Json {
  return scrubString(String(number), place, paths) === String(number) ? number : '[phone]'
}

function scrubObject(object: JsonObject, place: Place, paths: Set<string>): JsonObject {
  const taken = new Set<string>()
  const entries = Object.entries(object).map(([key, value]): [string, Json] => {
    const cleanKey = scrubText(key)
    if (cleanKey !== key) paths.add(place.path)
    const freeKey = freeName(cleanKey, taken)
    const isPhone = namesPhone(key) || (place.isPhone && qualifiesPhone(key))
    return [freeKey, scrubValue(value, inside(place, freeKey, { key: cleanKey, isPhone }), paths)]
  })
  return Object.fromEntries(entries)
}

function inside(parent: Place, segment: string, { key, isPhone }: { key: string; isPhone: boolean }): Place {
  return { path: parent.path === '' ? segment : `${parent.path}.${segment}`, key, isPhone, depth: parent.depth + 1 }
}

/** Two scrubbed keys must not overwrite each other. */
function freeName(key: string, taken: Set<string>): string {
  let name = key
  for (let n = 2; taken.has(name); n++) name = `${key} ${n}`
  taken.add(name)
  return name
}
