import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const TikTokSettings = z.strictObject({
  eventSourceId: z
    .string()
    .regex(/^[A-Za-z0-9]{8,64}$/, 'must be the code of a pixel or the number of an offline event set')
    .describe('Pixel code or offline event set ID, from TikTok Ads Manager → Tools → Events.'),
  eventSource: z
    .enum(['web', 'offline'])
    .default('web')
    .describe('What the id above names. A request has one source: a till needs a destination of its own.'),
  testEventCode: z
    .string()
    .regex(/^\w{1,64}$/)
    .optional()
    .describe('Shows the events under Events Manager → Test events. Leave empty in production.'),
  eventNames: z
    .enum(['classic', 'renamed'])
    .default('classic')
    .describe(
      'classic: CompletePayment and SubmitForm. renamed: Purchase and Lead. Use the names your pixel sends: TikTok deduplicates by name and id.',
    ),
  contentId: z
    .enum(['product_id', 'sku'])
    .default('product_id')
    .describe('Which product id your TikTok catalogue uses.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that TikTok has no standard event for, under their own names.'),
  limitedDataUse: z
    .enum(['off', 'always'])
    .default('off')
    .describe('Limited Data Use on every web event. Events in limited mode carry it in any case.'),
  endpoint: BaseUrl.default('https://business-api.tiktok.com').describe(
    'Base URL of the API; change it for tests only.',
  ),
})
export type TikTokSettings = z.infer<typeof TikTokSettings>

export const TikTokCredentials = z.strictObject({
  accessToken: HeaderSecret.describe(
    'From Events Manager → your pixel → Settings → Events API → Generate access token.',
  ),
})
export type TikTokCredentials = z.infer<typeof TikTokCredentials>
