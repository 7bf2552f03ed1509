import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact, filled } from '../json-at.ts'
import { cut, limits } from './limits.ts'

/** GA4 wants an id or a name for each; an item with neither is left out. */
export function itemsOf(commerce: Commerce, options: { inList: boolean }): JsonObject[] {
  return commerce.products
    .filter((product) => idOf(product) !== null || filled(product.name) !== null)
    .slice(0, limits.itemsMax)
    .map((product) => item(product, options.inList ? commerce : null))
}

function item(product: Product, list: Commerce | null): JsonObject {
  return compact({
    item_id: short(idOf(product)),
    item_name: short(product.name),
    item_brand: short(product.brand),
    item_category: short(product.category),
    item_variant: short(product.variant),
    item_list_id: short(list?.listId ?? null),
    item_list_name: short(list?.listName ?? null),
    coupon: short(product.coupon),
    index: product.position,
    price: product.price,
    quantity: product.quantity,
  })
}

function idOf(product: Product): string | null {
  return filled(product.productId) ?? filled(product.sku)
}

function short(text: string | null): string | null {
  return text === null ? null : cut(text, limits.parameterValueMax)
}
