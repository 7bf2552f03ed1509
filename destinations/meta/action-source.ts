import type { Event, Network } from '../../core/event.ts'
import { jsonAt, textAt } from '../json-at.ts'
import { userAgentOf } from './network.ts'
import { type ActionSource, actionSources, type MetaSettings } from './settings.ts'

/** Where the event happened: its own word first, then what its context shows, then the setting. */
export function actionSourceOf(event: Event, settings: MetaSettings): ActionSource {
  const stated = statedSource(event)
  if (stated !== null) return stated
  if (storeChannels.has(channelOf(event))) return 'physical_store'
  if (event.type === 'screen' || platformOf(event) !== null) return 'app'
  return pageUrlOf(event) === undefined ? settings.actionSource : 'website'
}

/**
 * What can be sent. Meta refuses `website` without user agent and page URL, and `app` without device facts; a server
 * that knows neither sends an honest `other`, which Meta takes, rather than an event that fails its whole batch.
 */
export function sendableSource(source: ActionSource, event: Event, network: Network): ActionSource {
  if (source === 'website' && (userAgentOf(network) === null || pageUrlOf(event) === undefined)) return 'other'
  if (source === 'app' && (platformOf(event) === null || textAt(event.context, 'os', 'version') === undefined))
    return 'other'
  return source
}

export function pageUrlOf(event: Event): string | undefined {
  const url = textAt(event.context, 'page', 'url')
  return url !== undefined && /^https?:\/\/[^/]/i.test(url) && URL.canParse(url) ? url : undefined
}

export function platformOf(event: Event): 'ios' | 'android' | null {
  const type = textAt(event.context, 'device', 'type')?.toLowerCase()
  return type === 'ios' || type === 'android' ? type : null
}

function statedSource(event: Event): ActionSource | null {
  const stated = jsonAt(event.context, 'action_source') ?? jsonAt(event.properties, 'action_source')
  return actionSources.find((source) => source === stated) ?? null
}

const storeChannels = new Set(['pos', 'physical_store', 'in_store', 'store', 'retail'])

/** Shops name the till differently: `channel` (ours), `source_name` (Shopify). */
function channelOf(event: Event): string {
  const channel =
    textAt(event.context, 'channel') ?? textAt(event.properties, 'channel') ?? textAt(event.properties, 'source_name')
  return channel?.toLowerCase() ?? ''
}
