import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const PinterestSettings = z.strictObject({
  adAccountId: z
    .string()
    .regex(/^\d{5,24}$/, 'must be the number of the ad account')
    .describe('Ad account ID, from Pinterest Ads → Ads manager → the number beside the account’s name.'),
  actionSource: z
    .enum(['web', 'offline'])
    .default('web')
    .describe('Where an event happened when nothing in it says so. Offline events are not deduplicated.'),
  contentId: z
    .enum(['product_id', 'sku'])
    .default('product_id')
    .describe('Which product id your Pinterest catalogue uses.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that Pinterest has no name for: all of them are called custom there.'),
  ldp: z
    .enum(['off', 'always'])
    .default('off')
    .describe('Limited Data Processing on every event. Events in limited mode carry it in any case.'),
  endpoint: BaseUrl.default('https://api.pinterest.com').describe('Base URL of the API; change it for tests only.'),
})
export type PinterestSettings = z.infer<typeof PinterestSettings>

export const PinterestCredentials = z.strictObject({
  conversionToken: HeaderSecret.describe('From Ads Manager → Conversions → Conversions API → Generate new token.'),
})
export type PinterestCredentials = z.infer<typeof PinterestCredentials>
