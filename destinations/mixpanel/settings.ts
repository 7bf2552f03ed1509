import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

const regions = ['us', 'eu', 'in'] as const
const idMerges = ['simplified', 'original'] as const

export const MixpanelSettings = z.strictObject({
  region: z
    .enum(regions)
    .default('us')
    .describe('Where the Mixpanel project stores its data, from Project settings → Overview → Data residency.'),
  idMerge: z
    .enum(idMerges)
    .default('simplified')
    .describe(
      'Which ID merge the project uses, from Project settings → Identity merge. Older projects are on the original one.',
    ),
  profileTraits: z
    .array(z.string().min(1).max(255))
    .max(200)
    .default([])
    .describe('Traits to keep on the person’s profile, by name. Without any, identify calls are not sent.'),
  refunds: z
    .boolean()
    .default(false)
    .describe('Also send refunds, as the event Order Refunded. Mixpanel takes nothing off the order for it.'),
  network: z.boolean().default(false).describe('Send the IP address, from which Mixpanel reads the place.'),
  endpoint: BaseUrl.optional().describe('Base URL in place of the region’s; for tests and proxies only.'),
})
export type MixpanelSettings = z.infer<typeof MixpanelSettings>

export const MixpanelCredentials = z.strictObject({
  token: HeaderSecret.describe('Project token, from Project settings → Overview → Access keys.'),
  gdprToken: HeaderSecret.optional().describe(
    'OAuth token for data privacy, from Profile & preferences → Data & privacy; good for a year. Only for deleting people by call.',
  ),
})
export type MixpanelCredentials = z.infer<typeof MixpanelCredentials>

const hosts = {
  us: { events: 'https://api.mixpanel.com', privacy: 'https://mixpanel.com' },
  eu: { events: 'https://api-eu.mixpanel.com', privacy: 'https://eu.mixpanel.com' },
  in: { events: 'https://api-in.mixpanel.com', privacy: 'https://in.mixpanel.com' },
} as const

export function eventsHost({ endpoint, region }: MixpanelSettings): string {
  return endpoint ?? hosts[region].events
}

/** Deletion lives on another host than events. */
export function privacyHost({ endpoint, region }: MixpanelSettings): string {
  return endpoint ?? hosts[region].privacy
}
