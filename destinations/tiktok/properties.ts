import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { catalogueId } from '../catalogue-id.ts'
import { compact } from '../json-at.ts'
import type { TikTokSettings } from './settings.ts'

/** Money as numbers. Free properties are left out: TikTok has no use for them, and they may say too much. */
export function propertiesOf(event: DeliverableEvent, settings: TikTokSettings): JsonObject {
  const { commerce, standard, value } = event
  if (commerce === null) return {}
  const contents = commerce.products.flatMap((product) => {
    const id = catalogueId(product, settings)
    return id === null ? [] : [{ content_id: id, ...content(product, event) }]
  })
  const isPriced = commerce.currency !== null && value !== null
  return compact({
    currency: isPriced ? commerce.currency : null,
    value: isPriced ? value : null,
    content_type: contents.length > 0 ? 'product' : null,
    contents,
    order_id: standard === 'purchase' ? commerce.orderId : null,
    query: standard === 'search' && event.mode === 'full' ? commerce.searchQuery : null,
  })
}

function content(product: Product, { mode }: DeliverableEvent): JsonObject {
  // Words of products tell interests: not in limited mode.
  const words = { content_name: product.name, content_category: product.category, brand: product.brand }
  return compact({
    ...(mode === 'full' && words),
    price: product.price,
    quantity: product.quantity,
  })
}
