import { z } from 'zod'
import { Purpose } from './purpose.ts'
import { RouteMapping } from './route-mapping.ts'

/** Configuration of one workspace as one immutable, versioned value. Ingest and workers read nothing else. */

export const regions = ['eu-central-1', 'us-east-1'] as const
export const Region = z.enum(regions)
export type Region = z.infer<typeof Region>

export const destinationTypes = [
  'meta',
  'ga4',
  'google_ads',
  'google_data_manager',
  'tiktok',
  'pinterest',
  'snapchat',
  'reddit',
  'linkedin',
  'microsoft_uet',
  'x',
  'klaviyo',
  'amplitude',
  'mixpanel',
  'posthog',
  'segment',
  'webhook',
] as const
export const DestinationType = z.enum(destinationTypes)
export type DestinationType = z.infer<typeof DestinationType>

export const Id = z.uuid()

/** One line of a policy: the first rule whose `countries` (and `regions`) hold the person's jurisdiction applies. */
export const PolicyRule = z.strictObject({
  countries: z.array(z.string().regex(/^([A-Z]{2}|\*)$/)).min(1),
  /** Subdivisions (`CA`); absent = the whole country. */
  regions: z.array(z.string().regex(/^[A-Z0-9]{1,3}$/)).optional(),
  regime: z.enum(['opt_in', 'opt_out']),
  /** Purposes that are granted without a signal. In an opt-in regime usually none. */
  defaultGrants: z.array(Purpose),
  /**
   * Name of the balancing test under which analytics (and TCF 8 and 9) rests on legitimate interest until the person
   * objects. Nothing else ever does (consent.md case 51). Absent = consent only.
   */
  analyticsInterest: z.string().min(1).max(200).optional(),
  /**
   * `all_ads`: GPC refuses advertising here, too, and yields to no grant. `until_chosen`: as `gpcOverride`, for this place.
   * Absent = as the reference reads it.
   */
  gpc: z.enum(['all_ads', 'until_chosen']).optional(),
})
export type PolicyRule = z.infer<typeof PolicyRule>

export const Policy = z.strictObject({
  version: z.int().min(0),
  /** No live workspace sends before a person adopted a policy. */
  adoptedBy: z.string().nullable(),
  adoptedAt: z.string().nullable(),
  rules: z.array(PolicyRule),
  /** A specific choice dated after GPC was first seen lifts GPC for its purpose. Absent = GPC always wins. */
  gpcOverride: z.boolean().optional(),
  /** After a US opt-out: the vendor's restricted mode where it has one for the state. Absent = denied. */
  limitedOnOptOut: z.boolean().optional(),
  /** Without an opt-out, too. Absent = no flag. */
  alwaysLimited: z.boolean().optional(),
  /** Why it is looser than the template. */
  reason: z.string().optional(),
})
export type Policy = z.infer<typeof Policy>

export const holdMinutesMax = 30

/** Until the person was asked: what only lacks these purposes waits, sealed, for a choice of the same device. */
export const HoldForConsent = z.strictObject({
  purposes: z.array(Purpose).min(1),
  minutes: z.int().min(1).max(holdMinutesMax),
  /** Why an admin switched it on; read in the audit log. */
  reason: z.string(),
})
export type HoldForConsent = z.infer<typeof HoldForConsent>

export const SourceConfig = z.strictObject({
  id: Id,
  slug: z.string(),
  enabled: z.boolean(),
  /** Exact origins (`https://shop.example`) a browser may post from; empty = any. */
  origins: z.array(z.string()),
  /** Fallback jurisdiction for events that say nothing of the person's place. */
  jurisdiction: z.strictObject({ country: z.string(), region: z.string().nullable() }).nullable(),
  /** ISO country for phones without a country code; null = such phones are dropped, never guessed. */
  phoneCountry: z.string().nullable(),
  /** CMP category → purposes, on top of the default map. */
  categoryMap: z.record(z.string(), z.array(Purpose)),
  /** What a category missing from a present object means. */
  absentMeans: z.enum(['unset', 'denied']),
  acceptTestOrders: z.boolean(),
  acceptBots: z.boolean(),
  /** `children`: nothing of it goes to ads. Absent = general. */
  audience: z.enum(['general', 'children']).optional(),
  /** Product categories that tell something sensitive of who looks at them; compared without case, by level. */
  sensitiveCategories: z.array(z.string().min(1)).optional(),
  /** Absent = off: what nobody agreed to is not kept. */
  holdForConsent: HoldForConsent.optional(),
})
export type SourceConfig = z.infer<typeof SourceConfig>

/** What the recipient can bear, kept over all workers together. */
export const DestinationLimits = z.strictObject({
  requestsAtOnce: z.int().min(1).max(256).optional().describe('Requests under way at the same time'),
  requestsPerSecond: z.number().min(0.01).max(1_000).optional().describe('Requests started in a second'),
})
export type DestinationLimits = z.infer<typeof DestinationLimits>

export const DestinationConfig = z.strictObject({
  id: Id,
  slug: z.string(),
  type: DestinationType,
  enabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  /** AES-256-GCM under the workspace's data key, base64; null = the type needs none. */
  credentialsSealed: z.string().nullable(),
  /** The type's purposes plus what the workspace added; never fewer. */
  purposes: z.array(Purpose),
  /** One of these must be granted, on top of all of `purposes`. Absent = none is asked for. */
  anyOf: z.array(Purpose).min(1).optional(),
  /** Not gated by consent: the admin states what for and who receives it. Refused for ad vendors. */
  necessary: z.strictObject({ purpose: z.string().min(1), recipient: z.string().min(1) }).optional(),
  /** Preflight codes that hold an event back; absent = none. */
  blockOn: z.array(z.string()).optional(),
  /** Absent = not capped. */
  limits: DestinationLimits.optional(),
})
export type DestinationConfig = z.infer<typeof DestinationConfig>

export const PropertyTest = z.strictObject({
  /** Dotted path into the event: `properties.value`, `context.page.path`. */
  path: z.string(),
  op: z.enum(['equals', 'not_equals', 'greater', 'less', 'contains', 'exists', 'missing', 'one_of']),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]).optional(),
})
export type PropertyTest = z.infer<typeof PropertyTest>

export const RouteFilter = z.strictObject({
  types: z.array(z.string()).optional(),
  /** Exact event names or standard event keys. */
  events: z.array(z.string()).optional(),
  properties: z.array(PropertyTest).optional(),
  /** 0–1, by a stable hash of the person: one person is always in or always out. */
  sample: z.number().min(0).max(1).optional(),
})
export type RouteFilter = z.infer<typeof RouteFilter>

export const valueMeanings = ['gross', 'net_of_tax', 'without_shipping', 'net_of_tax_and_shipping'] as const
export const RouteConfig = z.strictObject({
  id: Id,
  sourceId: Id,
  destinationId: Id,
  filter: RouteFilter,
  /** What `value` means at this destination. */
  value: z.enum(valueMeanings),
  /** Absent = the destination is told what the shop sent. */
  mapping: RouteMapping.optional(),
})
export type RouteConfig = z.infer<typeof RouteConfig>

export const PlanLimits = z.strictObject({
  eventsPerSecond: z.number().positive(),
  burst: z.number().positive(),
})

export const Snapshot = z.strictObject({
  workspaceId: Id,
  slug: z.string(),
  name: z.string(),
  region: Region,
  version: z.int().min(1),
  /** Home epoch: another one in the region's `homes` means the workspace moved. */
  epoch: z.int().min(1),
  retentionDays: z.int().min(1),
  /** Proof of consent is kept while in force and then for so long. Absent = 3. */
  consentProofYears: z.int().min(1).optional(),
  /** The workspace's data key, wrapped by the key provider, base64. */
  dataKeyWrapped: z.string(),
  /** Refuse destinations that process outside the EU. */
  euOnly: z.boolean(),
  plan: PlanLimits,
  policy: Policy,
  sources: z.array(SourceConfig),
  destinations: z.array(DestinationConfig),
  routes: z.array(RouteConfig),
})
export type Snapshot = z.infer<typeof Snapshot>
