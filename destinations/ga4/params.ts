import { withheldIdNames } from '../../core/click-id-classes.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, StandardEvent } from '../../core/event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { withoutIds } from '../../core/strip-ids.ts'
import { compact, filled, jsonAt, numberAt, textAt } from '../json-at.ts'
import { sessionIdOf } from './client-id.ts'
import { itemsOf } from './items.ts'
import { cutParameter, limits } from './limits.ts'
import { isView } from './map-events.ts'
import type { Ga4Settings } from './settings.ts'
import { isAppStream } from './stream.ts'

/** At most 25, ours before the workspace's own: a 26th makes GA4 drop the event. */
export function paramsOf(event: DeliverableEvent, settings: Ga4Settings): JsonObject {
  const all = compact({ ...common(event), ...place(event, settings), ...ids(event), ...commerceParams(event) })
  for (const name of settings.params) {
    const value = scalar(jsonAt(event.properties, name))
    if (value !== undefined && !Object.hasOwn(all, name)) all[name] = value
  }
  return Object.fromEntries(
    Object.entries(all)
      .slice(0, limits.parametersMax)
      .map(([name, value]) => [name, typeof value === 'string' ? cutParameter(name, value) : value]),
  )
}

/** Realtime and sessions need the first two. One millisecond counts the person as active and adds no engagement. */
function common(event: DeliverableEvent): Record<string, Json | undefined> {
  return {
    session_id: sessionIdOf(event),
    engagement_time_msec: numberAt(event.properties, 'engagement_time_msec') ?? 1,
  }
}

/** Where the person was: a page of a web stream, a screen of an app stream. */
function place(event: DeliverableEvent, settings: Ga4Settings): Record<string, Json | undefined> {
  const { properties } = event
  const context = event.mode === 'limited' ? withoutAdIds(event) : event.context
  if (!isAppStream(settings))
    return {
      page_location: textAt(context, 'page', 'url'),
      page_title: textAt(context, 'page', 'title') ?? viewName(event),
      page_referrer: textAt(context, 'page', 'referrer'),
    }
  return {
    screen_name: textAt(properties, 'screen_name') ?? viewName(event),
    screen_class: textAt(properties, 'screen_class'),
  }
}

/** Limited mode is first-party analytics: the ad click that led here stays out of the page's address, too. */
function withoutAdIds({ context, clickIds, consent }: DeliverableEvent): JsonObject {
  const names = withheldIdNames({ ...consent, advertising: 'denied' })
  const values = Object.entries(clickIds).flatMap(([name, value]) => (name.startsWith('ga_') ? [] : [value]))
  return withoutIds(context, { names, values })
}

function viewName(event: DeliverableEvent): string | undefined {
  return isView(event) ? (event.name ?? undefined) : undefined
}

/** GA4 deduplicates nothing but orders; with this the export can be. */
function ids(event: DeliverableEvent): Record<string, Json> {
  return { event_id: event.vendorEventId }
}

function commerceParams(event: DeliverableEvent): Record<string, Json | undefined> {
  const { commerce, standard, properties } = event
  if (standard === 'sign_up' || standard === 'login') return { method: textAt(properties, 'method') }
  if (commerce === null || standard === null) return {}
  const items = itemsOf(commerce, { inList: standard === 'view_item_list' })
  return { ...money(event, commerce), ...ownParams(standard, commerce), ...(items.length > 0 && { items }) }
}

/** A value without a currency counts for nothing. A refund's is positive: the event's name says the direction. */
function money(event: DeliverableEvent, commerce: Commerce): Record<string, Json | undefined> {
  const { value, standard } = event
  if (commerce.currency === null || value === null) return {}
  return { currency: commerce.currency, value: standard === 'refund' ? Math.abs(value) : value }
}

/** What one event has beyond money and items (reference 2, recommended events). */
function ownParams(standard: StandardEvent, commerce: Commerce): Record<string, Json> {
  const { orderId, tax, shipping, coupon, affiliation, listId, listName, searchQuery } = commerce
  const order = { transaction_id: orderId, tax, shipping, coupon, affiliation }
  const own: Partial<Record<StandardEvent, Record<string, Json>>> = {
    purchase: order,
    refund: order,
    begin_checkout: { coupon },
    add_shipping_info: { coupon, shipping_tier: commerce.shippingMethod },
    add_payment_info: { coupon, payment_type: commerce.paymentMethod },
    view_item_list: { item_list_id: listId, item_list_name: listName },
    search: { search_term: searchQuery },
  }
  return own[standard] ?? {}
}

/** Parameters are text or numbers; lists, objects and null are not allowed. */
export function scalar(value: Json | undefined): string | number | undefined {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return filled(value) ?? undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
