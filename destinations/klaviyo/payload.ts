import { isSkip, type Skip } from '../../core/decision.ts'
import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { Commerce, Product } from '../../core/event.ts'
import type { JsonObject } from '../../core/json.ts'
import { orderValue } from '../../core/order-value.ts'
import { isoTime } from '../event-time.ts'
import { compact } from '../json-at.ts'
import { klaviyoMetric, orderedProduct } from './map-events.ts'
import { identifiersOf, identifies } from './profile.ts'
import { chosen, itemOf, propertiesOf } from './properties.ts'
import type { KlaviyoSettings } from './settings.ts'

/** An entry of a bulk job – one profile and its events – or, for an identify call, a profile of its own. */
export function toPayload(event: DeliverableEvent, settings: KlaviyoSettings): JsonObject | Skip {
  const unfit = identifies(event, event)
  if (unfit !== null) return unfit
  if (event.type === 'identify') return profileOf(event, chosen(event.traits, settings.traits))
  const metric = klaviyoMetric(event, settings)
  if (isSkip(metric)) return metric
  const events = [mainEvent(metric, event, settings), ...orderedProducts(event, settings)]
  return {
    type: 'event-bulk-create',
    attributes: { profile: { data: profileOf(event, {}) }, events: { data: events } },
  }
}

function profileOf(event: DeliverableEvent, properties: JsonObject): JsonObject {
  const known = Object.keys(properties).length > 0 ? { properties } : {}
  return { type: 'profile', attributes: { ...identifiersOf(event, event.identity), ...known } }
}

function mainEvent(metric: string, event: DeliverableEvent, settings: KlaviyoSettings): JsonObject {
  const value = event.value === null || event.standard !== 'refund' ? event.value : Math.abs(event.value)
  return metricEvent(metric, event, {
    id: event.vendorEventId,
    value,
    properties: propertiesOf(event, settings.properties),
  })
}

/** So that 50 orders, each with itself, are no more than the 1,000 events of a job. The order's own Items hold them all. */
const orderedProductsMax = 19

function orderedProducts(event: DeliverableEvent, { orderedProducts: wanted }: KlaviyoSettings): JsonObject[] {
  const { commerce } = event
  if (!wanted || event.standard !== 'purchase' || commerce === null) return []
  return commerce.products.slice(0, orderedProductsMax).map((product, line) =>
    metricEvent(orderedProduct, event, {
      // By line: one shoe may stand in an order twice.
      id: `${event.vendorEventId}.${line}`,
      value: lineValue(commerce, product),
      properties: compact({ OrderId: commerce.orderId, ...itemOf(product) }),
    }),
  )
}

/** Through the minor unit: 3 × 1.1 is not 3.3000000000000003. */
function lineValue(commerce: Commerce, product: Product): number | null {
  const value = orderValue({ ...commerce, total: null, value: null, products: [product] }, 'gross')
  return Number.isFinite(value) ? value : null
}

interface MetricEvent {
  id: string
  value: number | null
  properties: JsonObject
}

/** Without `unique_id` Klaviyo takes the second for the id, and two events in one second become one. */
function metricEvent(name: string, event: DeliverableEvent, { id, value, properties }: MetricEvent): JsonObject {
  const currency = event.commerce?.currency ?? null
  return {
    type: 'event',
    attributes: {
      metric: { data: { type: 'metric', attributes: { name } } },
      unique_id: id,
      time: isoTime(event),
      ...compact({ value, value_currency: value === null ? null : currency }),
      properties,
    },
  }
}
