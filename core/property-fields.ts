import type { Json, JsonObject } from './json.ts'

export interface FieldProblem {
  code: string
  path: string
  message: string
}

/** An object a sender wrote, and where what is wrong with it is noted: code and path, never the value. */
export interface Fields {
  object: JsonObject
  path: string
  problems: FieldProblem[]
  warnings: FieldProblem[]
}

type Names = readonly string[]
interface Found<Value> {
  value: Value
  path: string
}

const amountMax = 1e12
const textLengthMax = 1_000
const numeric = /^-?\d{1,30}(\.\d{1,30})?$/
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

export function fieldsOf(object: JsonObject, path: string): Fields {
  return { object, path, problems: [], warnings: [] }
}

export function hasField(fields: Fields, names: Names): boolean {
  return find(fields, names) !== null
}

/** An amount of money or a quantity: never negative. */
export function amountIn(fields: Fields, names: Names, kind: 'money' | 'quantity' = 'money'): number | null {
  const amount = numberIn(fields, names, kind)
  if (amount === null || amount.value >= 0) return amount?.value ?? null
  return refuse(fields, `${kind}_negative`, amount.path, 'must not be negative')
}

/** Shops write a discount of 5 as 5 or as -5. */
export function unsignedMoneyIn(fields: Fields, names: Names): number | null {
  const amount = numberIn(fields, names, 'money')
  if (amount === null || amount.value >= 0) return amount?.value ?? null
  warn(fields, 'discount_negative', amount.path, 'is read as a positive amount')
  return -amount.value
}

export function positionIn(fields: Fields, names: Names): number | null {
  const found = find(fields, names)
  if (found === null) return null
  const position = toNumber(found.value)
  if (position !== null && Number.isSafeInteger(position)) return position
  return warn(fields, 'position_invalid', found.path, 'is no whole number and is left out')
}

export function currencyIn(fields: Fields, names: Names): string | null {
  const found = find(fields, names)
  if (found === null) return null
  const code = typeof found.value === 'string' ? found.value.trim().toUpperCase() : ''
  return currencies.has(code) ? code : refuse(fields, 'currency_unknown', found.path, 'must be an ISO 4217 code')
}

/** Ids are text; a number is taken as its digits while it still has all of them. */
export function idIn(fields: Fields, names: Names): string | null {
  const found = find(fields, names)
  if (found === null) return null
  const { value, path } = found
  if (typeof value === 'string' && value.length <= textLengthMax) return value.trim()
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return refuse(fields, 'id_invalid', path, 'must be text or a whole number below 2^53')
}

export function textIn(fields: Fields, names: Names): string | null {
  const found = find(fields, names)
  if (found === null) return null
  if (typeof found.value === 'number') return String(found.value)
  if (typeof found.value === 'string') return found.value.trim().slice(0, textLengthMax)
  return warn(fields, 'text_invalid', found.path, 'is no text and is left out')
}

/** The objects of a list, each to be read like the whole; null = there is no list. */
export function objectsIn(fields: Fields, names: Names): Fields[] | null {
  const found = find(fields, names)
  if (found === null) return null
  const { value, path } = found
  if (!Array.isArray(value)) return refuse(fields, 'products_not_list', path, 'must be a list')
  return value.flatMap((item, index) => inside(fields, item, `${path}.${index}`))
}

function inside(fields: Fields, item: Json, path: string): Fields[] {
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) return [{ ...fields, object: item, path }]
  refuse(fields, 'product_not_object', path, 'must be an object')
  return []
}

function refuse(fields: Fields, code: string, path: string, message: string): null {
  fields.problems.push({ code, path, message })
  return null
}

function warn(fields: Fields, code: string, path: string, message: string): null {
  fields.warnings.push({ code, path, message })
  return null
}

function numberIn(fields: Fields, names: Names, kind: 'money' | 'quantity'): Found<number> | null {
  const found = find(fields, names)
  if (found === null) return null
  const value = toNumber(found.value)
  if (value === null)
    return refuse(fields, `${kind}_not_number`, found.path, 'must be a number, decimals after a point')
  if (Math.abs(value) > amountMax) return refuse(fields, `${kind}_too_large`, found.path, 'is too large')
  return { value, path: found.path }
}

/** The first name that is there; `null` and blank text say nothing. Own properties only. */
function find({ object, path }: Fields, names: Names): Found<Json> | null {
  for (const name of names) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    if (!isBlank(value)) return { value, path: `${path}.${name}` }
  }
  return null
}

function isBlank(value: Json | undefined): value is undefined | null | '' {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/** `"1e3"`, `"1,234.00"`, `"€ 12"` and `"12,50"` are no numbers: whoever guesses them wrong sends a wrong value. */
function toNumber(value: Json): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' && numeric.test(value.trim()) ? Number(value.trim()) : null
}
