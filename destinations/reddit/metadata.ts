import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { catalogueId } from '../catalogue-id.ts'
import { compact } from '../json-at.ts'
import type { RedditSettings } from './settings.ts'

/** `conversion_id` goes as it is: hashed, as a peer sends it, it could never match the pixel's. */
export function metadataOf(event: DeliverableEvent, settings: RedditSettings): JsonObject {
  const { commerce } = event
  const named = commerce?.products.flatMap((product) => {
    const id = catalogueId(product, settings)
    return id === null ? [] : [{ id, ...wordsOf(product, event) }]
  })
  return compact({
    conversion_id: event.vendorEventId,
    ...money(commerce, event.value),
    item_count: itemCount(commerce),
    products: named,
  })
}

/** v3 takes a decimal in major units; it means nothing without a currency, and a negative one is no order. */
function money(commerce: Commerce | null, value: number | null): JsonObject {
  if (commerce === null || commerce.currency === null || value === null || value < 0) return {}
  return { currency: commerce.currency, value }
}

/** Words of products tell interests: not in limited mode. */
function wordsOf({ name, category }: Product, { mode }: DeliverableEvent): JsonObject {
  return mode === 'limited' ? {} : compact({ name, category })
}

/** Whole pieces only. */
function itemCount(commerce: Commerce | null): number | null {
  const quantities = commerce?.products.map(({ quantity }) => quantity) ?? []
  if (quantities.length === 0 || !quantities.every((one) => Number.isSafeInteger(one) && one >= 0)) return null
  const count = quantities.reduce((sum, one) => sum + one, 0)
  return Number.isSafeInteger(count) ? count : null
}
