import type { Commerce, Event, Product } from './event.ts'
import type { JsonObject } from './json.ts'

/** What a person looked at, left out: paths, page and product names, and free properties, which may hold either (case 36). */
export function withoutContent(event: Event): Event {
  const isPage = event.type === 'page' || event.type === 'screen'
  return {
    ...event,
    name: isPage ? null : event.name,
    properties: {},
    context: withoutPlaces(event.context),
    commerce: event.commerce === null ? null : withoutNames(event.commerce),
  }
}

const places: ReadonlySet<string> = new Set(['page', 'referrer', 'screen', 'campaign', 'path', 'url'])

function withoutPlaces(context: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !places.has(key)))
}

function withoutNames(commerce: Commerce): Commerce {
  const products = commerce.products.map(withoutName)
  return { ...commerce, searchQuery: null, listId: null, listName: null, products }
}

function withoutName(product: Product): Product {
  return { ...product, name: null, brand: null, category: null, variant: null, url: null }
}
