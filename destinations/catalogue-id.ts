import type { Product } from '../core/event.ts'
import { filled } from './json-at.ts'

/** The id a vendor's product catalogue knows: by setting the product's or the variant's, and the other where that one is missing. */
export function catalogueId(product: Product, { contentId }: { contentId: 'product_id' | 'sku' }): string | null {
  const [productId, sku] = [filled(product.productId), filled(product.sku)]
  return contentId === 'sku' ? (sku ?? productId) : (productId ?? sku)
}
