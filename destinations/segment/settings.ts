import { z } from 'zod'
import { Purpose } from '../../core/purpose.ts'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

const regions = ['us', 'eu'] as const
const names = ['spec', 'sent'] as const

/** A purpose that stands in no category is one whose refusal the receiver never hears of. */
export const toldPurposes = ['analytics', 'advertising', 'ad_personalization', 'personalization', 'functional'] as const

const Categories = z
  .record(z.string().min(1).max(100), z.array(Purpose).min(1))
  .refine((map) => toldPurposes.every((purpose) => Object.values(map).flat().includes(purpose)), {
    error: `must name each of ${toldPurposes.join(', ')} in some category`,
  })

export const SegmentSettings = z.strictObject({
  region: z
    .enum(regions)
    .default('us')
    .describe(
      'Where the Segment workspace lives. Take care: events of an EU workspace sent to the US are answered 200 and vanish.',
    ),
  endpoint: BaseUrl.optional().describe(
    'Base URL of another receiver that speaks Segment’s HTTP API (RudderStack, Jitsu, your own); /v1/batch is added.',
  ),
  names: z
    .enum(names)
    .default('spec')
    .describe(
      'spec: shop events go under the names and properties of the ecommerce spec, whatever the sender called them. sent: as they came.',
    ),
  categories: Categories.default({
    analytics: ['analytics'],
    advertising: ['advertising', 'ad_personalization'],
    personalization: ['personalization'],
    functional: ['functional'],
  }).describe(
    'Consent categories as the receiver knows them, each with the purposes it stands for; true is sent only while all of them are granted.',
  ),
  network: z.boolean().default(false).describe('Send the IP address and user agent in context.'),
  sourceId: z
    .string()
    .regex(/^[A-Za-z0-9]{1,64}$/, 'must be the ID of a source')
    .optional()
    .describe('ID of the Segment source, from its Settings → API Keys. Only for deleting people by call.'),
})
export type SegmentSettings = z.infer<typeof SegmentSettings>

export const SegmentCredentials = z.strictObject({
  writeKey: HeaderSecret.describe('Write key of the source, from its Settings → API Keys.'),
  publicApiToken: HeaderSecret.optional().describe(
    'Token of Segment’s Public API, from Workspace settings → Access management → Tokens. Only for deleting people by call.',
  ),
})
export type SegmentCredentials = z.infer<typeof SegmentCredentials>

const hosts = {
  us: { events: 'https://api.segment.io', api: 'https://api.segmentapis.com' },
  eu: { events: 'https://events.eu1.segmentapis.com', api: 'https://eu1.api.segmentapis.com' },
} as const

export function batchUrl({ endpoint, region }: SegmentSettings): string {
  return `${endpoint ?? hosts[region].events}/v1/batch`
}

/** The Public API lives on another host than events. */
export function deletionUrl({ endpoint, region }: SegmentSettings, sourceId: string): string {
  return `${endpoint ?? hosts[region].api}/regulations/sources/${sourceId}`
}
