import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

const regions = ['us', 'eu'] as const
const profileModes = ['identified_only', 'always', 'never'] as const

export const PostHogSettings = z.strictObject({
  region: z
    .enum(regions)
    .default('us')
    .describe('PostHog Cloud region of the project: us.posthog.com or eu.posthog.com.'),
  personProfiles: z
    .enum(profileModes)
    .default('identified_only')
    .describe('Who gets a person profile: identified_only (those with a user id), always or never.'),
  personProperties: z
    .array(z.string().min(1).max(200))
    .max(200)
    .default([])
    .describe('Traits to set on the person, by name.'),
  refunds: z
    .boolean()
    .default(false)
    .describe('Also send refunds, as the event Order Refunded. PostHog takes nothing off the order for it.'),
  network: z
    .boolean()
    .default(false)
    .describe('Send the IP address and user agent. Off: PostHog is told to look up no place.'),
  projectId: z
    .string()
    .regex(/^\d{1,12}$/, 'must be the number of a project')
    .optional()
    .describe('Number of the project, from Settings → Project. Only for deleting people by call.'),
  endpoint: BaseUrl.optional().describe('Base URL of a self-hosted PostHog or a proxy, in place of the region’s.'),
})
export type PostHogSettings = z.infer<typeof PostHogSettings>

export const PostHogCredentials = z.strictObject({
  apiKey: HeaderSecret.describe('Project API key (phc_…), from Settings → Project.'),
  personalApiKey: HeaderSecret.optional().describe(
    'Personal API key (phx_…) with the scope person:write. Only for deleting people by call.',
  ),
})
export type PostHogCredentials = z.infer<typeof PostHogCredentials>

const hosts = {
  us: { events: 'https://us.i.posthog.com', app: 'https://us.posthog.com' },
  eu: { events: 'https://eu.i.posthog.com', app: 'https://eu.posthog.com' },
} as const

export function batchUrl({ endpoint, region }: PostHogSettings): string {
  return `${endpoint ?? hosts[region].events}/batch/`
}

/** The private API lives on another host than capture. */
export function deletionUrl({ endpoint, region }: PostHogSettings, projectId: string): string {
  return `${endpoint ?? hosts[region].app}/api/projects/${projectId}/persons/bulk_delete/`
}
