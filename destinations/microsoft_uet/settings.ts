import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const MicrosoftUetSettings = z.strictObject({
  tagId: z
    .string()
    .regex(/^\d{4,12}$/, 'must be the number of the UET tag')
    .describe('UET tag ID, from Microsoft Advertising → Conversions → UET tags.'),
  contentId: z
    .enum(['product_id', 'sku'])
    .default('product_id')
    .describe('Which product id your Microsoft Merchant Center feed uses.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that mean nothing to a shop, under their own names, for custom conversion goals.'),
  endpoint: BaseUrl.default('https://capi.uet.microsoft.com').describe(
    'Base URL of the Conversions API; change it for tests only.',
  ),
})
export type MicrosoftUetSettings = z.infer<typeof MicrosoftUetSettings>

export const MicrosoftUetCredentials = z.strictObject({
  accessToken: HeaderSecret.describe(
    'UET API token of the tag, from your Microsoft account manager or UET tags → Conversions API. Not the OAuth token of the Advertising API.',
  ),
})
export type MicrosoftUetCredentials = z.infer<typeof MicrosoftUetCredentials>
