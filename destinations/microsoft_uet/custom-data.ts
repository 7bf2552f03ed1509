import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { compact, filled } from '../json-at.ts'
import type { UetEvent } from './map-events.ts'
import type { MicrosoftUetSettings } from './settings.ts'

interface Context {
  settings: MicrosoftUetSettings
  mapped: UetEvent
  /** Words of a search tell interests: not of a person who may not be used for ads. */
  withWords: boolean
}

export function customData(event: DeliverableEvent, { settings, mapped, withWords }: Context): JsonObject {
  const { commerce, standard } = event
  const items = (commerce?.products ?? []).flatMap((product) => itemOf(product, settings))
  const money = moneyOf(event)
  const isTotal = mapped.pageType === 'cart' || mapped.pageType === 'purchase'
  return compact({
    ...money,
    ecommTotalValue: isTotal ? money.value : null,
    transactionId: standard === 'purchase' ? commerce?.orderId : null,
    items,
    itemIds: items.map(({ id }) => String(id)),
    pageType: mapped.pageType,
    searchTerm: standard === 'search' && withWords ? commerce?.searchQuery : null,
  })
}

/** Variable revenue of a goal; without its currency it would be taken in the account's. */
function moneyOf({ commerce, value }: DeliverableEvent): { value?: number; currency?: string } {
  if (commerce?.currency == null || value === null) return {}
  return { value, currency: commerce.currency }
}

function itemOf({ productId, sku, name, price, quantity }: Product, { contentId }: MicrosoftUetSettings): JsonObject[] {
  const [first, second] = contentId === 'sku' ? [sku, productId] : [productId, sku]
  const id = filled(first) ?? filled(second)
  if (id === null) return []
  const isCount = Number.isSafeInteger(quantity) && quantity >= 0
  return [compact({ id, name, price, quantity: isCount ? quantity : null })]
}
