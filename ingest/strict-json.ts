import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { depthMax, keysPerEventMax } from './limits/numbers.ts'

/** Why an item cannot be stored as it is. `path` shows no value, and no key that could be one. */
export interface ItemProblem {
  code: string
  path: string
  message: string
}

/**
 * What JSON allows and Postgres (or a double) cannot keep: NUL, lone surrogates, numbers out of range; and bounds on
 * depth and keys. Own `__proto__` keys are removed on the way, so that no later copy can meet one.
 */
export function checkItem(item: JsonObject): ItemProblem | null {
  const found = walk(item, 1, { keys: 0 })
  return found === null ? null : { ...found.problem, path: pathText(found.path) }
}

export function pathText(parts: readonly PropertyKey[]): string {
  return parts.map((part) => (typeof part === 'number' ? String(part) : safeKey(String(part)))).join('.')
}

interface Found {
  problem: Omit<ItemProblem, 'path'>
  path: PropertyKey[]
}

function walk(value: Json, depth: number, count: { keys: number }): Found | null {
  if (typeof value === 'string') return stringProblem(value)
  if (typeof value === 'number') return numberProblem(value)
  if (typeof value !== 'object' || value === null) return null
  if (depth > depthMax) return found('too_deep', `deeper than ${depthMax} levels`)
  return Array.isArray(value) ? walkArray(value, depth, count) : walkObject(value, depth, count)
}

function walkArray(values: Json[], depth: number, count: { keys: number }): Found | null {
  count.keys += values.length
  if (count.keys > keysPerEventMax) return tooManyKeys()
  for (const [index, value] of values.entries()) {
    const problem = walk(value, depth + 1, count)
    if (problem !== null) return within(index, problem)
  }
  return null
}

function walkObject(object: JsonObject, depth: number, count: { keys: number }): Found | null {
  const keys = Object.keys(object)
  count.keys += keys.length
  if (count.keys > keysPerEventMax) return tooManyKeys()
  for (const key of keys) {
    if (key === '__proto__') {
      delete object[key]
      continue
    }
    const problem = stringProblem(key) ?? walk(object[key] as Json, depth + 1, count)
    if (problem !== null) return within(key, problem)
  }
  return null
}

function stringProblem(text: string): Found | null {
  if (text.includes('\u0000')) return found('nul_character', 'text holds the character U+0000')
  return text.isWellFormed() ? null : found('lone_surrogate', 'text holds half of a surrogate pair')
}

/** Beyond 2^53 digits were lost while parsing, and nobody can tell which: ids of that size must be sent as text. */
function numberProblem(value: number): Found | null {
  if (!Number.isFinite(value)) return found('number_out_of_range', 'the number is out of range')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return found('number_out_of_range', 'whole numbers beyond 2^53 lose digits: send them as text')
  }
  return null
}

function tooManyKeys(): Found {
  return found('too_many_keys', `more than ${keysPerEventMax} keys and list entries`)
}

function found(code: string, message: string): Found {
  return { problem: { code, message }, path: [] }
}

function within(key: PropertyKey, inner: Found): Found {
  inner.path.unshift(key)
  return inner
}

/** A key can be an e-mail address or a phone number: only what looks like a field name is shown. */
function safeKey(key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$ -]{0,63}$/.test(key) ? key : '*'
}

export function asObject(value: Json | undefined): JsonObject | null {
  return isJsonObject(value) ? value : null
}
