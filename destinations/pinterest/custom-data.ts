import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { catalogueId } from '../catalogue-id.ts'
import { decimalText } from '../decimal-text.ts'
import { compact } from '../json-at.ts'
import type { PinterestSettings } from './settings.ts'

/** What was looked at or bought. Words of products and searches tell interests: not in limited mode. */
export function customData(event: DeliverableEvent, settings: PinterestSettings): JsonObject {
  const { commerce, mode, standard } = event
  if (commerce === null) return {}
  const contents = commerce.products.flatMap((product) => {
    const id = catalogueId(product, settings)
    return id === null ? [] : [{ id, ...contentOf(product, mode) }]
  })
  return compact({
    ...moneyOf(commerce, event.value),
    content_ids: contents.map(({ id }) => id),
    contents,
    num_items: itemCount(commerce.products),
    order_id: standard === 'purchase' ? commerce.orderId : null,
    ...(mode === 'full' && {
      content_category: standard === 'view_item_list' ? commerce.listName : null,
      search_string: standard === 'search' ? commerce.searchQuery : null,
    }),
  })
}

/** Text, not a number (reference 5, "Types"). Without a currency Pinterest would take it for the account's own. */
function moneyOf({ currency }: Commerce, value: number | null): JsonObject {
  const amount = value === null || value < 0 ? null : decimalText(value)
  return currency === null || amount === null ? {} : { currency, value: amount }
}

function contentOf(product: Product, mode: DeliverableEvent['mode']): JsonObject {
  const words = { item_name: product.name, item_category: product.category, item_brand: product.brand }
  return compact({
    ...(mode === 'full' && words),
    item_price: product.price === null ? null : decimalText(product.price),
    quantity: isCount(product.quantity) ? product.quantity : null,
  })
}

function itemCount(products: readonly Product[]): number | null {
  if (products.length === 0 || !products.every(({ quantity }) => isCount(quantity))) return null
  const count = products.reduce((sum, { quantity }) => sum + quantity, 0)
  return isCount(count) ? count : null
}

function isCount(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 0
}
