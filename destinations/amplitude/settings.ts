import { z } from 'zod'
import { BaseUrl } from '../setting-fields.ts'

const regions = ['us', 'eu'] as const

export const AmplitudeSettings = z.strictObject({
  region: z
    .enum(regions)
    .default('us')
    .describe(
      'Where the Amplitude project lives, from Settings → Organization settings. The other region refuses its key.',
    ),
  minIdLength: z
    .int()
    .min(1)
    .max(36)
    .default(5)
    .describe('Shorter user and device ids are refused by Amplitude; lower it if your user ids are short.'),
  network: z
    .boolean()
    .default(false)
    .describe('Send the IP address and user agent, from which Amplitude reads place and device.'),
  userProperties: z
    .array(z.string().min(1).max(255))
    .max(200)
    .default([])
    .describe('Traits to send as user properties, by name.'),
  endpoint: BaseUrl.optional().describe('Base URL in place of the region’s; for tests and proxies only.'),
})
export type AmplitudeSettings = z.infer<typeof AmplitudeSettings>

const ApiKey = z.string().regex(/^[\x21-\x7e]{4,128}$/, 'must be printable text without spaces')

export const AmplitudeCredentials = z.strictObject({
  apiKey: ApiKey.describe('API key of the project, from Settings → Projects.'),
  secretKey: ApiKey.optional().describe(
    'Secret key of the project, beside the API key. Only for deleting people by call.',
  ),
})
export type AmplitudeCredentials = z.infer<typeof AmplitudeCredentials>

const hosts = {
  us: { events: 'https://api2.amplitude.com', privacy: 'https://amplitude.com' },
  eu: { events: 'https://api.eu.amplitude.com', privacy: 'https://analytics.eu.amplitude.com' },
} as const

export function eventsUrl({ endpoint, region }: AmplitudeSettings): string {
  return `${endpoint ?? hosts[region].events}/2/httpapi`
}

/** Deletion lives on another host than events. */
export function deletionUrl({ endpoint, region }: AmplitudeSettings): string {
  return `${endpoint ?? hosts[region].privacy}/api/2/deletions/users`
}
