import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { PreflightWarning } from '../contract.ts'
import { olderThanWindow, valueWithoutCurrency } from '../preflight-warnings.ts'
import { maxAgeSeconds } from './accepts.ts'
import type { TikTokSettings } from './settings.ts'

const needsContents = new Set<string | null>(['view_item', 'add_to_cart', 'purchase'])

/** TikTok takes these and counts them twice, without a value, or for no product of the catalogue. */
export function preflight(event: DeliverableEvent, settings: TikTokSettings): PreflightWarning[] {
  return [
    ...eventIdWarnings(event),
    ...olderThanWindow(event, maxAgeSeconds(settings)),
    ...valueWithoutCurrency(event),
    ...valueWarnings(event),
    ...contentWarnings(event),
    ...pageWarnings(event, settings),
  ]
}

function eventIdWarnings({ vendorEventId }: DeliverableEvent): PreflightWarning[] {
  if (vendorEventId.trim() !== '') return []
  return [{ code: 'no_event_id', path: 'event_id', message: 'the page and the server are counted twice' }]
}

function valueWarnings({ value, commerce }: DeliverableEvent): PreflightWarning[] {
  if (value !== null || commerce === null || commerce.products.length === 0) return []
  return [{ code: 'no_value', path: 'properties.value', message: 'products without a value are no conversion value' }]
}

function contentWarnings({ standard, commerce }: DeliverableEvent): PreflightWarning[] {
  const isNamed = commerce?.products.some(({ productId, sku }) => (productId ?? sku) !== null) ?? false
  if (!needsContents.has(standard) || isNamed) return []
  const message = 'no product id: Video Shopping Ads cannot use the event'
  return [{ code: 'no_content_id', path: 'properties.contents', message }]
}

function pageWarnings({ context }: DeliverableEvent, { eventSource }: TikTokSettings): PreflightWarning[] {
  if (eventSource !== 'web' || context.page !== undefined) return []
  return [
    { code: 'no_page_url', path: 'page.url', message: 'a web event without its page is matched and reported worse' },
  ]
}
