import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const actionSources = [
  'website',
  'app',
  'physical_store',
  'phone_call',
  'chat',
  'email',
  'business_messaging',
  'system_generated',
  'other',
] as const
export type ActionSource = (typeof actionSources)[number]

export const MetaSettings = z.strictObject({
  pixelId: z
    .string()
    .regex(/^\d{5,20}$/, 'must be the number of the pixel or dataset')
    .describe('Pixel or dataset ID, from Events Manager → Data sources → Settings.'),
  testEventCode: z
    .string()
    .regex(/^\w{1,64}$/)
    .optional()
    .describe('Shows the events under Events Manager → Test events. Leave empty in production.'),
  actionSource: z
    .enum(actionSources)
    .default('website')
    .describe('Where an event happened when it does not say so itself.'),
  contentId: z.enum(['product_id', 'sku']).default('product_id').describe('Which product id your Meta catalogue uses.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that Meta has no standard event for, under their own names.'),
  ldu: z
    .enum(['off', 'always'])
    .default('off')
    .describe('Limited Data Use on every event. Events in limited mode carry it in any case.'),
  endpoint: BaseUrl.default('https://graph.facebook.com').describe(
    'Base URL of the Graph API; change it for tests only.',
  ),
})
export type MetaSettings = z.infer<typeof MetaSettings>

export const MetaCredentials = z.strictObject({
  accessToken: HeaderSecret.describe('System user access token, from Events Manager → Settings → Conversions API.'),
  appSecret: z
    .string()
    .regex(/^[0-9a-f]{32}$/, 'must be 32 hex digits')
    .optional()
    .describe(
      "Secret of the app the token belongs to, from App settings → Basic. Needed only where 'Require app secret' is on: each request then carries a proof made of it.",
    ),
})
export type MetaCredentials = z.infer<typeof MetaCredentials>
