import type { DestinationType } from '../../core/config.ts'
import { amplitude } from './amplitude.ts'
import { ga4 } from './ga4.ts'
import { googleAds } from './google-ads.ts'
import { googleDataManager } from './google-data-manager.ts'
import { klaviyo } from './klaviyo.ts'
import { linkedin } from './linkedin.ts'
import { meta } from './meta.ts'
import { microsoftUet } from './microsoft-uet.ts'
import { mixpanel } from './mixpanel.ts'
import { pinterest } from './pinterest.ts'
import { posthog } from './posthog.ts'
import { reddit } from './reddit.ts'
import { segment } from './segment.ts'
import { snapchat } from './snapchat.ts'
import { tiktok } from './tiktok.ts'
import type { Vendor } from './vendor.ts'
import { webhook } from './webhook.ts'
import { x } from './x.ts'

/** Adding a vendor = its file and a line here. */
const vendors: readonly Vendor[] = [
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
]

const vendorByType = new Map<DestinationType, Vendor>(vendors.map((vendor) => [vendor.type, vendor]))

export function vendorFor(type: DestinationType): Vendor | null {
  return vendorByType.get(type) ?? null
}

export function allVendors(): readonly Vendor[] {
  return vendors
}
