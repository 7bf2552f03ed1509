import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const actionSources = ['WEBSITE', 'APP', 'PHYSICAL_STORE', 'OTHER'] as const
export type ActionSource = (typeof actionSources)[number]

export const RedditSettings = z.strictObject({
  pixelId: z
    .string()
    .regex(/^\w{3,40}$/, 'must be the id of the pixel')
    .describe('Pixel ID, from Reddit Ads → Events Manager → your pixel; it often begins with a2_ or t2_.'),
  testId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional()
    .describe('Shows the events under Events Manager → Event Testing. Leave empty in production.'),
  actionSource: z
    .enum(actionSources)
    .default('WEBSITE')
    .describe('Where an event happened when nothing in it says so.'),
  contentId: z
    .enum(['product_id', 'sku'])
    .default('product_id')
    .describe('Which product id your Reddit catalogue uses.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that Reddit has no type for, as CUSTOM under their own names.'),
  ldu: z
    .enum(['off', 'always'])
    .default('off')
    .describe('Limited Data Use on every event. Events in limited mode carry it in any case.'),
  endpoint: BaseUrl.default('https://ads-api.reddit.com').describe(
    'Base URL of the Ads API; change it for tests only.',
  ),
})
export type RedditSettings = z.infer<typeof RedditSettings>

export const RedditCredentials = z.strictObject({
  accessToken: HeaderSecret.describe('Conversion access token, from Events Manager → Conversions API.'),
})
export type RedditCredentials = z.infer<typeof RedditCredentials>
