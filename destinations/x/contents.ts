import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact, filled } from '../json-at.ts'
import type { XSettings } from './settings.ts'

/** What was looked at or bought: prices are numbers here, though the value of the whole is a string. */
export function contentsOf(commerce: Commerce | null, settings: XSettings): JsonObject[] {
  return (commerce?.products ?? []).flatMap((product) => contentOf(product, settings))
}

/** Whole pieces only: of 1.5 kg X gets the price, not the number. */
export function itemCount(commerce: Commerce | null): number | null {
  const products = commerce?.products ?? []
  if (products.length === 0 || !products.every(({ quantity }) => isCount(quantity))) return null
  return products.reduce((sum, { quantity }) => sum + quantity, 0)
}

function contentOf(product: Product, { contentId }: XSettings): JsonObject[] {
  const { productId, sku, name, price, quantity } = product
  const id = contentId === 'sku' ? (filled(sku) ?? filled(productId)) : (filled(productId) ?? filled(sku))
  if (id === null) return []
  const content = { content_id: id, content_name: name, content_price: price }
  return [compact({ ...content, num_items: isCount(quantity) ? quantity : null })]
}

function isCount(quantity: number): boolean {
  return Number.isSafeInteger(quantity) && quantity >= 0
}
