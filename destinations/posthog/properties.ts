import type { DeliverableEvent } from '../../core/deliverable-event.ts'
import type { JsonObject } from '../../core/json.ts'
import { pageUrlOf } from '../context-fields.ts'
import { compact, jsonAt, textAt } from '../json-at.ts'
import { ipOf, userAgentOf } from '../network-fields.ts'
import { shopProperties } from '../shop-properties.ts'
import { idsOf } from './ids.ts'
import type { PostHogSettings } from './settings.ts'

/** The sender's own without PostHog's, and over them order, page and device under PostHog's names. */
export function propertiesOf(event: DeliverableEvent, settings: PostHogSettings): JsonObject {
  const sent = Object.entries(event.properties).filter(([name]) => !name.startsWith('$'))
  return compact({
    ...Object.fromEntries(sent),
    ...shopProperties(event),
    ...pageOf(event),
    ...personOf(event, settings),
    ...networkOf(event, settings),
    event_id: event.vendorEventId,
  })
}

function pageOf(event: DeliverableEvent): JsonObject {
  const { type, name, context } = event
  return compact({
    $current_url: pageUrlOf(event),
    $referrer: textAt(context, 'page', 'referrer'),
    title: textAt(context, 'page', 'title'),
    $screen_name: type === 'screen' ? name : null,
    page_name: type === 'page' ? name : null,
    $os: textAt(context, 'os', 'name'),
    $os_version: textAt(context, 'os', 'version'),
    $app_version: textAt(context, 'app', 'version'),
  })
}

/** A profile is kept of whom the setting says; without one PostHog keeps no property of the person. */
function personOf(event: DeliverableEvent, { personProfiles, personProperties }: PostHogSettings): JsonObject {
  const { userId, anonymousId } = idsOf(event)
  const hasProfile = personProfiles === 'always' || (personProfiles === 'identified_only' && userId !== null)
  if (!hasProfile) return { $process_person_profile: false }
  const listed = personProperties.map((name) => [name, jsonAt(event.traits, name)] as const)
  const traits = compact(Object.fromEntries(listed))
  return compact({
    $process_person_profile: true,
    $set: Object.keys(traits).length > 0 ? traits : null,
    $anon_distinct_id: event.type === 'identify' ? anonymousId : null,
  })
}

/** Without the person's address PostHog would look up the place of ours. */
function networkOf({ network }: DeliverableEvent, settings: PostHogSettings): JsonObject {
  const ip = settings.network ? ipOf(network) : null
  const userAgent = settings.network ? userAgentOf(network) : null
  return compact({ $ip: ip, $raw_user_agent: userAgent, $geoip_disable: ip === null ? true : null })
}
