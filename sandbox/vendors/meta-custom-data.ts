import type { Json, JsonObject } from '../../core/json.ts'
import type { MetaChecks } from './meta-rows.ts'
import { holdsEmail, isCurrency, isFilledString, objectOr, stringsIn } from './values.ts'

interface Place {
  at: string
  checks: MetaChecks
}

export function checkCustomData(event: JsonObject, place: Place): void {
  const { at, checks } = place
  const isPurchase = event.event_name === 'Purchase'
  const data = event.custom_data === undefined ? {} : objectOr(event.custom_data)
  if (!checks.check(data !== null, 'custom_data.object', at) || data === null) return
  checkMoney(data, isPurchase, place)
  for (const [name, fits] of Object.entries(fieldTypes)) {
    const field = data[name]
    checks.check(field === undefined || fits(field), 'custom_data.type', `${at}.${name}`)
  }
  checkContents(data.contents, place)
  checks.check(!stringsIn(data).some(holdsEmail), 'custom_data.raw', at)
}

function checkMoney({ currency, value }: JsonObject, isPurchase: boolean, { at, checks }: Place): void {
  if (isPurchase) {
    checks.check(currency !== undefined, 'purchase.currency', `${at}.currency`)
    checks.check(value !== undefined, 'purchase.value', `${at}.value`)
    checks.check(typeof value !== 'number' || value >= 0, 'purchase.negative', `${at}.value`)
  }
  checks.check(value === undefined || typeof value === 'number', 'custom_data.value', `${at}.value`)
  if (currency === undefined) return
  const upper = typeof currency === 'string' ? currency.toUpperCase() : ''
  if (!checks.check(isCurrency(upper), 'custom_data.currency', `${at}.currency`)) return
  checks.check(currency === upper, 'custom_data.currency_case', `${at}.currency`)
}

const isString = (field: Json) => typeof field === 'string'
const isNumber = (field: Json) => typeof field === 'number'
const isCount = (field: Json) => Number.isInteger(field) && Number(field) >= 0

const fieldTypes: Record<string, (field: Json) => boolean> = {
  content_name: isString,
  content_category: isString,
  content_ids: (field) => Array.isArray(field) && field.every((id) => isFilledString(id) || isNumber(id)),
  content_type: (field) => field === 'product' || field === 'product_group',
  delivery_category: isDeliveryCategory,
  num_items: isCount,
  order_id: (field) => isFilledString(field) || isNumber(field),
  predicted_ltv: isNumber,
  search_string: isString,
  status: (field) => isString(field) || typeof field === 'boolean',
}

function isDeliveryCategory(field: unknown): boolean {
  return field === 'in_store' || field === 'curbside' || field === 'home_delivery'
}

function checkContents(contents: Json | undefined, { at, checks }: Place): void {
  if (contents === undefined) return
  const path = `${at}.contents`
  if (!Array.isArray(contents)) {
    checks.report('custom_data.contents', path)
    return
  }
  for (const [index, content] of contents.entries()) {
    checks.check(isContent(objectOr(content)), 'custom_data.contents', `${path}[${index}]`)
  }
}

function isContent(content: JsonObject | null): boolean {
  if (content === null) return false
  const { id, quantity, item_price: price, delivery_category: category } = content
  const named = isFilledString(id) || typeof id === 'number'
  const counted = quantity === undefined || isCount(quantity)
  const priced = price === undefined || typeof price === 'number'
  return named && counted && priced && (category === undefined || isDeliveryCategory(category))
}
