import type { DestinationType } from '../core/config.ts'
import { amplitude } from './amplitude/index.ts'
import type { Destination } from './contract.ts'
import { ga4 } from './ga4/index.ts'
import { googleAds } from './google_ads/index.ts'
import { googleDataManager } from './google_data_manager/index.ts'
import { klaviyo } from './klaviyo/index.ts'
import { linkedin } from './linkedin/index.ts'
import { meta } from './meta/index.ts'
import { microsoftUet } from './microsoft_uet/index.ts'
import { mixpanel } from './mixpanel/index.ts'
import { type Parsed, parsedBy } from './parse-settings.ts'
import { pinterest } from './pinterest/index.ts'
import { posthog } from './posthog/index.ts'
import { reddit } from './reddit/index.ts'
import { segment } from './segment/index.ts'
import { snapchat } from './snapchat/index.ts'
import { tiktok } from './tiktok/index.ts'
import { webhook } from './webhook/index.ts'
import { x } from './x/index.ts'

/** A destination whose own types are forgotten: settings and credentials are whatever its schemas parsed. */
export type AnyDestination = Destination<unknown, unknown>

/** Adding a vendor = its folder and a line here. */
export const destinations: readonly AnyDestination[] = [
  meta,
  ga4,
  googleAds,
  googleDataManager,
  klaviyo,
  mixpanel,
  posthog,
  segment,
  microsoftUet,
  linkedin,
  x,
  tiktok,
  reddit,
  amplitude,
  pinterest,
  snapchat,
  webhook,
].map((defined) => defined as unknown as AnyDestination)

const byType = new Map<DestinationType, AnyDestination>(destinations.map((defined) => [defined.type, defined]))

export const definedTypes: readonly DestinationType[] = [...byType.keys()]

/** Null for a type that is named in the design and has no folder yet. */
export function destinationFor(type: DestinationType): AnyDestination | null {
  return byType.get(type) ?? null
}

export function parseSettings(type: DestinationType, settings: unknown): Parsed {
  return parsedBy(destinationFor(type)?.settings, settings)
}

export function parseCredentials(type: DestinationType, credentials: unknown): Parsed {
  return parsedBy(destinationFor(type)?.credentials, credentials)
}
