import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { catalogueId } from '../catalogue-id.ts'
import { compact, filled } from '../json-at.ts'
import type { MetaSettings } from './settings.ts'

/** What was looked at or bought. Free properties are left out: Meta has no use for them, and they may say too much. */
export function customData(event: DeliverableEvent, settings: MetaSettings): JsonObject {
  const { commerce } = event
  if (commerce === null) return {}
  const products = commerce.products.filter((product) => catalogueId(product, settings) !== null)
  const isLimited = event.mode === 'limited'
  const single = commerce.products.length === 1 ? commerce.products[0] : undefined
  return compact({
    ...money(commerce, event.value),
    order_id: event.standard === 'purchase' ? commerce.orderId : null,
    content_type: products.length > 0 ? 'product' : null,
    content_ids: products.map((product) => catalogueId(product, settings)),
    contents: products.map((product) => content(product, settings)),
    // Words of products and searches tell interests: not in limited mode.
    content_name: isLimited ? null : (filled(single?.name) ?? commerce.listName),
    content_category: isLimited ? null : single?.category,
    num_items: countsItems.has(event.standard) ? itemCount(products) : null,
    search_string: event.standard === 'search' && !isLimited ? commerce.searchQuery : null,
  })
}

const countsItems = new Set<string | null>(['purchase', 'begin_checkout'])

/** A number, in major units; without a currency it means nothing. */
function money(commerce: Commerce, value: number | null): { currency?: string; value?: number } {
  if (commerce.currency === null || value === null) return {}
  return { currency: commerce.currency, value }
}

function content(product: Product, settings: MetaSettings): JsonObject {
  const { quantity, price } = product
  return compact({
    id: catalogueId(product, settings),
    quantity: isCount(quantity) ? quantity : null,
    item_price: price,
  })
}

/** Meta counts in whole pieces: of 1.5 kg it gets the price, not the number. */
function itemCount(products: Product[]): number | null {
  if (products.length === 0 || !products.every(({ quantity }) => isCount(quantity))) return null
  return products.reduce((sum, { quantity }) => sum + quantity, 0)
}

function isCount(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 0
}
