import { z } from 'zod'
import { BaseUrl } from '../setting-fields.ts'

export const customSlots = [
  'CUSTOM_EVENT_1',
  'CUSTOM_EVENT_2',
  'CUSTOM_EVENT_3',
  'CUSTOM_EVENT_4',
  'CUSTOM_EVENT_5',
] as const

export const SnapchatSettings = z.strictObject({
  assetId: z
    .string()
    .regex(/^[0-9a-f-]{8,64}$/, 'must be the id of a pixel or a Snap app')
    .describe('Pixel ID or Snap App ID, from Snapchat Ads Manager → Events Manager.'),
  asset: z
    .enum(['pixel', 'app'])
    .default('pixel')
    .describe(
      'What the id above names. A pixel takes web and offline events, an app its own: each needs a destination.',
    ),
  contentId: z
    .enum(['product_id', 'sku'])
    .default('product_id')
    .describe('Which product id your Snapchat catalogue uses.'),
  customEvents: z
    .record(z.string().min(1).max(200), z.enum(customSlots))
    .default({})
    .describe(
      'Events that Snapchat has no name for, by our name or the shop’s, and which of its five custom events each is.',
    ),
  ldu: z
    .enum(['off', 'always'])
    .default('off')
    .describe('Limited Data Use on every event. Events in limited mode carry it in any case.'),
  endpoint: BaseUrl.default('https://tr.snapchat.com').describe('Base URL of the API; change it for tests only.'),
})
export type SnapchatSettings = z.infer<typeof SnapchatSettings>

export const SnapchatCredentials = z.strictObject({
  accessToken: z
    .string()
    .regex(/^[\w.~-]{6,4096}$/, 'must be a token without spaces')
    .describe('Conversions API token, from Ads Manager → Business Details → Conversions API Tokens.'),
})
export type SnapchatCredentials = z.infer<typeof SnapchatCredentials>
