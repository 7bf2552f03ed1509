import type { Event } from '../core/event.ts'
import { jsonAt, textAt } from './json-at.ts'

/** What several vendors read from `context`, as the normaliser leaves it. */

export function pageUrlOf(event: Event): string | undefined {
  const url = textAt(event.context, 'page', 'url')
  return url !== undefined && /^https?:\/\/[^/]/i.test(url) && URL.canParse(url) ? url : undefined
}

export function platformOf(event: Event): 'ios' | 'android' | null {
  const type = textAt(event.context, 'device', 'type')?.toLowerCase()
  return type === 'ios' || type === 'android' ? type : null
}

/** The device's advertising id, only while the person lets apps track. */
export function advertisingIdOf(event: Event): string | undefined {
  const mayTrack = jsonAt(event.context, 'device', 'adTrackingEnabled') === true
  return mayTrack ? textAt(event.context, 'device', 'advertisingId') : undefined
}

const storeChannels = new Set(['pos', 'physical_store', 'in_store', 'store', 'retail'])

/** Shops name the till differently: `channel` (ours), `source_name` (Shopify). */
export function isOfStore(event: Event): boolean {
  const channel =
    textAt(event.context, 'channel') ?? textAt(event.properties, 'channel') ?? textAt(event.properties, 'source_name')
  return channel !== undefined && storeChannels.has(channel.toLowerCase())
}
