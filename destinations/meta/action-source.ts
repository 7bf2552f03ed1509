import type { Event, Network } from '../../core/event.ts'
import { isOfStore, pageUrlOf, platformOf } from '../context-fields.ts'
import { jsonAt, textAt } from '../json-at.ts'
import { userAgentOf } from '../network-fields.ts'
import { type ActionSource, actionSources, type MetaSettings } from './settings.ts'

/** Where the event happened: its own word first, then what its context shows, then the setting. */
export function actionSourceOf(event: Event, settings: MetaSettings): ActionSource {
  const stated = statedSource(event)
  if (stated !== null) return stated
  if (isOfStore(event)) return 'physical_store'
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

function statedSource(event: Event): ActionSource | null {
  const stated = jsonAt(event.context, 'action_source') ?? jsonAt(event.properties, 'action_source')
  return actionSources.find((source) => source === stated) ?? null
}
