import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { Json, JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { compact, filled, jsonAt, textAt } from '../json-at.ts'

/** Klaviyo's limits on one event (reference 11, "Limits"). */
const limits = { propertiesMax: 400, itemsMax: 4000, textBytesMax: 100_000 } as const

/** Names in Klaviyo's manner, so that its templates and flows find them; then the properties the workspace lists. */
export function propertiesOf(event: DeliverableEvent, listed: readonly string[]): JsonObject {
  const { commerce, context } = event
  const ours = compact({
    ...(commerce !== null && (event.standard === 'view_item' ? singleProduct(commerce) : ofCommerce(commerce))),
    PageURL: pageUrlOf(event),
    PageTitle: textAt(context, 'page', 'title'),
  })
  return { ...chosen(event.properties, listed, ours), ...ours }
}

/** Listed fields of a free object; what exceeds a limit is left out, since Klaviyo would refuse the event for it. */
export function chosen(from: JsonObject, names: readonly string[], taken: JsonObject = {}): JsonObject {
  const free = names
    .filter((name) => !Object.hasOwn(taken, name))
    .slice(0, limits.propertiesMax - Object.keys(taken).length)
  const found = free.map((name) => [name, jsonAt(from, name)] as const)
  return compact(Object.fromEntries(found.filter(([, value]) => value !== undefined && fits(value))))
}

function fits(value: Json): boolean {
  if (typeof value === 'string') return Buffer.byteLength(value) <= limits.textBytesMax
  if (Array.isArray(value)) return value.length <= limits.itemsMax && value.every(fits)
  return typeof value !== 'object' || value === null || Object.values(value).every(fits)
}

function ofCommerce(commerce: Commerce): Record<string, Json | undefined> {
  const { products } = commerce
  return {
    OrderId: commerce.orderId,
    ItemNames: products.flatMap(({ name }) => filled(name) ?? []),
    Brands: distinct(products.map(({ brand }) => brand)),
    Categories: distinct(products.map(({ category }) => category)),
    Items: products.slice(0, limits.itemsMax).map(itemOf),
    DiscountCode: commerce.coupon,
    DiscountValue: commerce.discount,
    Tax: commerce.tax,
    Shipping: commerce.shipping,
    ShippingMethod: commerce.shippingMethod,
    PaymentMethod: commerce.paymentMethod,
    SearchTerm: commerce.searchQuery,
    CollectionId: commerce.listId,
    CollectionName: commerce.listName,
  }
}

/** "Viewed Product" speaks of one product at the top; its catalogue feeds match on ProductID. */
function singleProduct({ products: [product] }: Commerce): JsonObject {
  if (product === undefined) return {}
  const { ItemPrice, Quantity: _quantity, ...rest } = itemOf(product)
  return compact({ ...rest, Price: ItemPrice, URL: product.url })
}

export function itemOf(product: Product): JsonObject {
  return compact({
    ProductID: filled(product.productId) ?? product.sku,
    SKU: product.sku,
    ProductName: product.name,
    Brand: product.brand,
    Categories: distinct([product.category]),
    Variant: product.variant,
    Quantity: product.quantity,
    ItemPrice: product.price,
  })
}

function distinct(texts: (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => filled(text) ?? []))]
}
