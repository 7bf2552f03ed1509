import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { catalogueId } from '../catalogue-id.ts'
import { decimalText } from '../decimal-text.ts'
import { compact } from '../json-at.ts'
import type { SnapchatSettings } from './settings.ts'

/** Numbers go as text, as in Snapchat's own sample. Brands and search words tell interests: not in limited mode. */
export function customData(event: DeliverableEvent, settings: SnapchatSettings): JsonObject {
  const { commerce, value, standard, mode } = event
  if (commerce === null) return {}
  const amount = value === null || commerce.currency === null ? null : decimalText(value)
  return compact({
    currency: amount === null ? null : commerce.currency,
    value: amount,
    order_id: standard === 'purchase' ? commerce.orderId : null,
    contents: commerce.products.flatMap((product) => {
      const id = catalogueId(product, settings)
      return id === null ? [] : [{ id, ...contentOf(product, mode) }]
    }),
    search_string: standard === 'search' && mode === 'full' ? commerce.searchQuery : null,
  })
}

function contentOf({ quantity, price, brand }: Product, mode: DeliverableEvent['mode']): JsonObject {
  return compact({
    quantity: decimalText(quantity),
    item_price: price === null ? null : decimalText(price),
    brand: mode === 'full' ? brand : null,
  })
}
