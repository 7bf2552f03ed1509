import type { DeliverableEvent } from '../core/deliverable-event.ts'
import type { Commerce, Product, StandardEvent } from '../core/event.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { compact } from './json-at.ts'

/** Events that Segment's ecommerce spec tells of one product, whose fields then stand at the top. */
const ofOneProduct: ReadonlySet<StandardEvent | null> = new Set<StandardEvent | null>([
  'view_item',
  'add_to_cart',
  'remove_from_cart',
  'add_to_wishlist',
])

/** Order and products under the names of Segment's ecommerce spec, which tools of product analytics read, too. */
export function shopProperties({ standard, commerce, value }: DeliverableEvent): JsonObject {
  if (commerce === null) return {}
  const [product, ...others] = commerce.products
  const isOfOne = product !== undefined && others.length === 0 && ofOneProduct.has(standard)
  const products = isOfOne ? productOf(product) : { products: commerce.products.map(productOf) }
  return compact({ ...orderOf(commerce), value, ...products })
}

function orderOf(commerce: Commerce): Record<string, Json> {
  return {
    order_id: commerce.orderId,
    currency: commerce.currency,
    total: commerce.total,
    tax: commerce.tax,
    shipping: commerce.shipping,
    discount: commerce.discount,
    coupon: commerce.coupon,
    affiliation: commerce.affiliation,
    query: commerce.searchQuery,
    list_id: commerce.listId,
    list_name: commerce.listName,
    shipping_method: commerce.shippingMethod,
    payment_method: commerce.paymentMethod,
  }
}

function productOf(product: Product): JsonObject {
  return compact({
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
    url: product.url,
  })
}
