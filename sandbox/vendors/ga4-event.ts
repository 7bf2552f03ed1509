import type { Json, JsonObject } from '../../core/json.ts'
import type { Ga4Checks } from './ga4-rows.ts'
import { holdsEmail, isCurrency, isFilledString, objectOr, pathKey, stringsIn } from './values.ts'

interface Place {
  at: string
  checks: Ga4Checks
}

interface EventPlace extends Place {
  isApp: boolean
}

export function checkEvent(value: unknown, { at, checks, isApp }: EventPlace): void {
  const event = objectOr(value)
  if (!checks.check(event !== null, 'event.object', at) || event === null) return
  checkEventName(event.name, { at: `${at}.name`, checks, isApp })
  const params = event.params === undefined ? {} : objectOr(event.params)
  if (!checks.check(params !== null, 'params.object', `${at}.params`) || params === null) return
  checkParams(params, { at: `${at}.params`, checks })
  const seen = params.screen_name !== undefined || params.screen_class !== undefined
  checks.check(event.name !== 'screen_view' || seen, 'screen_view.name', `${at}.params`)
  checkCommerce(event.name, params, { at: `${at}.params`, checks })
}

export const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/
export const reservedPrefix = /^(_|firebase_|ga_|google_|gtag\.)/

const reservedNames = new Set([
  'ad_activeview',
  'ad_click',
  'ad_exposure',
  'ad_impression',
  'ad_query',
  'ad_reward',
  'adunit_exposure',
  'app_background',
  'app_clear_data',
  'app_exception',
  'app_install',
  'app_remove',
  'app_store_refund',
  'app_store_subscription_cancel',
  'app_store_subscription_convert',
  'app_store_subscription_renew',
  'app_update',
  'app_upgrade',
  'dynamic_link_app_open',
  'dynamic_link_app_update',
  'dynamic_link_first_open',
  'error',
  'first_open',
  'first_visit',
  'in_app_purchase',
  'notification_dismiss',
  'notification_foreground',
  'notification_open',
  'notification_receive',
  'notification_send',
  'os_update',
  'session_start',
  'session_start_with_rollout',
  'user_engagement',
])

function checkEventName(name: unknown, { at, checks, isApp }: EventPlace): void {
  if (typeof name !== 'string' || name === '') {
    checks.report('event.name', at)
    return
  }
  if (name === 'screen_view') {
    checks.check(isApp, 'event.name.app', at)
    return
  }
  const reserved = reservedNames.has(name) || reservedPrefix.test(name)
  if (!checks.check(!reserved, 'event.name.reserved', at)) return
  checks.check(namePattern.test(name), 'event.name', at)
  checks.check(name.length <= 40, 'event.name.length', at)
}

function checkParams(params: JsonObject, { at, checks }: Place): void {
  checks.check(Object.keys(params).length <= 25, 'params.max', at)
  checks.check(/^[1-9]\d*$/.test(String(params.session_id)), 'session_id', `${at}.session_id`)
  checks.check(Number(params.engagement_time_msec) > 0, 'engagement', `${at}.engagement_time_msec`)
  checks.check(!stringsIn(params).some(holdsEmail), 'param.raw', at)
  for (const [name, value] of Object.entries(params)) {
    const place = { at: `${at}.${pathKey(name)}`, checks }
    checkParamName(name, place)
    if (name === 'items') checkItems(value, place)
    else checkParamValue(name, value, place)
  }
}

function checkParamName(name: string, { at, checks }: Place): void {
  if (!checks.check(!reservedPrefix.test(name), 'param.name.reserved', at)) return
  checks.check(namePattern.test(name) && name.length <= 40, 'param.name', at)
}

const lengthMax: Record<string, number> = { page_title: 300, page_referrer: 420, page_location: 1000 }

function checkParamValue(name: string, value: Json, { at, checks }: Place): void {
  if (typeof value === 'boolean') {
    checks.report('param.boolean', at)
    return
  }
  if (!checks.check(typeof value === 'string' || typeof value === 'number', 'param.type', at)) return
  const limit = Object.hasOwn(lengthMax, name) ? lengthMax[name] : 100
  checks.check([...String(value)].length <= (limit ?? 100), 'param.length', at)
}

function checkItems(items: Json, { at, checks }: Place): void {
  if (!Array.isArray(items)) {
    checks.report('items.list', at)
    return
  }
  for (const [index, value] of items.entries()) {
    const place = { at: `${at}[${index}]`, checks }
    const item = objectOr(value)
    if (item === null) checks.report('items.list', place.at)
    else checkItem(item, place)
  }
}

const itemNumbers = new Set(['price', 'quantity', 'discount', 'index'])
const itemTexts = new Set([
  'item_id',
  'item_name',
  'affiliation',
  'coupon',
  'item_brand',
  'item_category',
  'item_category2',
  'item_category3',
  'item_category4',
  'item_category5',
  'item_list_id',
  'item_list_name',
  'item_variant',
  'location_id',
  'promotion_id',
  'promotion_name',
  'creative_name',
  'creative_slot',
])

function checkItem(item: JsonObject, { at, checks }: Place): void {
  const custom = Object.keys(item).filter((key) => !itemNumbers.has(key) && !itemTexts.has(key))
  checks.check(custom.length <= 10, 'items.custom', at)
  checks.check(item.item_id !== undefined || item.item_name !== undefined, 'items.id', at)
  for (const [key, field] of Object.entries(item)) {
    const path = `${at}.${pathKey(key)}`
    if (itemNumbers.has(key)) checks.check(typeof field === 'number', 'items.numbers', path)
    else checks.check(typeof field === 'string' || typeof field === 'number', 'items.type', path)
  }
}

function checkCommerce(name: unknown, params: JsonObject, { at, checks }: Place): void {
  const { currency, value, items, transaction_id: transaction } = params
  checks.check(currency === undefined || isCurrency(currency), 'currency', `${at}.currency`)
  checks.check(value === undefined || typeof value === 'number', 'value', `${at}.value`)
  checks.check(value === undefined || currency !== undefined, 'value.currency', `${at}.currency`)
  const named = isFilledString(transaction) || typeof transaction === 'number'
  if (name === 'refund') checks.check(named, 'refund.transaction', `${at}.transaction_id`)
  if (name !== 'purchase') return
  checks.check(currency !== undefined, 'purchase.required', `${at}.currency`)
  checks.check(value !== undefined, 'purchase.required', `${at}.value`)
  checks.check(Array.isArray(items) && items.length > 0, 'purchase.required', `${at}.items`)
  checks.check(named, 'purchase.required', `${at}.transaction_id`)
}
