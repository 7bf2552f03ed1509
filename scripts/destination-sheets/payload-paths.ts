import { isJsonObject, type Json } from '../../core/json.ts'

/** Paths of a conformance sheet: `user_data.em[]` is every entry of a list, `properties.*` all that stands below. */

/** Every path of a payload that ends in a value: text, number, switch, null, or something empty. */
export function leavesOf(value: Json, path = ''): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : value.flatMap((one) => leavesOf(one, `${path}[]`))
  if (!isJsonObject(value)) return [path]
  const entries = Object.entries(value)
  if (entries.length === 0) return [path]
  return entries.flatMap(([name, inner]) => leavesOf(inner, path === '' ? name : `${path}.${name}`))
}

export function covers(rule: string, leaf: string): boolean {
  if (rule === leaf || (rule.endsWith('[]') && rule.slice(0, -2) === leaf)) return true
  if (!rule.endsWith('.*')) return false
  const above = rule.slice(0, -2)
  return leaf === above || leaf.startsWith(`${above}.`) || leaf.startsWith(`${above}[]`)
}

/** The first value at a path. Names may hold dots (`email.plain`): the longest name that is there is taken. */
export function firstAt(value: Json | undefined, path: string): Json | undefined {
  if (path === '' || path === '*') return value
  if (path.startsWith('[]')) return Array.isArray(value) ? firstIn(value, path.slice(2).replace(/^\./, '')) : undefined
  if (!isJsonObject(value)) return undefined
  const names = Object.keys(value).filter((name) => path === name || /^(\.|\[\])/.test(path.slice(name.length)))
  const name = names.filter((one) => path.startsWith(one)).sort((a, b) => b.length - a.length)[0]
  if (name === undefined) return undefined
  return firstAt(value[name], path.slice(name.length).replace(/^\./, ''))
}

/** Entries of one list may differ in form: an e-mail here, a phone there. */
function firstIn(list: Json[], path: string): Json | undefined {
  return list.map((one) => firstAt(one, path)).find((found) => found !== undefined)
}
