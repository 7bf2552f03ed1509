import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { compact, jsonAt, textAt } from '../json-at.ts'
import type { AmplitudeSettings } from './settings.ts'

/** The sender's own properties, and over them order and page as we read them: one name for one thing in every chart. */
export function eventProperties(event: DeliverableEvent): JsonObject {
  const ours = { ...pageOf(event), ...(event.commerce === null ? {} : orderOf(event.commerce, event.value)) }
  return withoutReserved({ ...event.properties, ...ours })
}

/** Only listed traits: a trait stays on the person for good. */
export function userProperties(event: DeliverableEvent, settings: AmplitudeSettings): JsonObject {
  const listed = settings.userProperties.map((name) => [name, jsonAt(event.traits, name)] as const)
  return withoutReserved(compact(Object.fromEntries(listed)))
}

/** `$set`, `$unset` … are orders to Amplitude, not properties. */
function withoutReserved(properties: JsonObject): JsonObject {
  return compact(Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith('$'))))
}

function pageOf(event: DeliverableEvent): JsonObject {
  const { type, name, context } = event
  return compact({
    page_url: pageUrlOf(event),
    page_title: textAt(context, 'page', 'title'),
    page_referrer: textAt(context, 'page', 'referrer'),
    page_name: type === 'page' || type === 'screen' ? name : null,
  })
}

function orderOf({ products, searchQuery, total: _total, ...order }: Commerce, value: number | null): JsonObject {
  const { orderId, currency, tax, shipping, discount, coupon, affiliation } = order
  return compact({
    order_id: orderId,
    value,
    currency,
    tax,
    shipping,
    discount,
    coupon,
    affiliation,
    query: searchQuery,
    list_id: order.listId,
    list_name: order.listName,
    shipping_method: order.shippingMethod,
    payment_method: order.paymentMethod,
    products: products.map(productOf),
  })
}

function productOf(product: Product): JsonObject {
  const fields: Record<string, Json> = {
    product_id: product.productId,
    sku: product.sku,
    name: product.name,
    brand: product.brand,
    category: product.category,
    variant: product.variant,
    coupon: product.coupon,
    price: product.price,
    quantity: product.quantity,
    position: product.position,
  }
  return compact(fields)
}
