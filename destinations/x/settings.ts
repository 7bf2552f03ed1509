import { z } from 'zod'
import { type StandardEvent, standardEvents } from '../../core/event.ts'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export type XEvent = Exclude<StandardEvent, 'refund'>
export const xEvents = standardEvents.filter((event): event is XEvent => event !== 'refund')

export const XSettings = z.strictObject({
  pixelId: z
    .string()
    .regex(/^[a-z0-9]{2,20}$/, 'must be the id of the pixel, lower-case letters and digits')
    .describe('Pixel ID of the event source, from X Ads → Tools → Events Manager.'),
  events: z
    .partialRecord(
      z.enum(xEvents),
      z
        .string()
        .regex(/^(tw-[a-z0-9]{2,20}-)?[a-z0-9]{2,20}$/, 'must be the ID of an event, as o87ne or tw-o8z6j-o87ne'),
    )
    .default({})
    .describe(
      'Event per event of the shop: its ID in Events Manager. Use the ones of the X Pixel on the page, so that X counts a conversion once. Events without one are not sent.',
    ),
  contentId: z.enum(['product_id', 'sku']).default('product_id').describe('Which product id your X catalogue uses.'),
  endpoint: BaseUrl.default('https://ads-api.x.com').describe('Base URL of the Ads API; change it for tests only.'),
})
export type XSettings = z.infer<typeof XSettings>

export const XCredentials = z.strictObject({
  pixelToken: HeaderSecret.describe(
    'Conversion API access token of the pixel, from Events Manager → Install Pixel → Manual → Conversion API → Generate access token.',
  ),
})
export type XCredentials = z.infer<typeof XCredentials>
