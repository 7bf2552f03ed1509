import { z } from 'zod'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export const KlaviyoSettings = z.strictObject({
  sendRaw: z
    .boolean()
    .default(false)
    .describe(
      'Send e-mail and phone in clear, as Klaviyo needs them to write to people. Off: profiles are known by user id and anonymous id only.',
    ),
  orderedProducts: z
    .boolean()
    .default(true)
    .describe('Beside each Placed Order also send one Ordered Product for each line, for flows on single products.'),
  properties: z
    .array(z.string().min(1).max(128))
    .max(300)
    .default([])
    .describe('Event properties to send along, by name. Order, items and money are always sent.'),
  traits: z
    .array(z.string().min(1).max(128))
    .max(100)
    .default([])
    .describe('Traits to keep on the profile as custom properties, by name.'),
  customEvents: z
    .boolean()
    .default(false)
    .describe('Also send events that mean nothing to a shop, as metrics under their own names.'),
  endpoint: BaseUrl.default('https://a.klaviyo.com').describe('Base URL of the API; change it for tests only.'),
})
export type KlaviyoSettings = z.infer<typeof KlaviyoSettings>

export const KlaviyoCredentials = z.strictObject({
  apiKey: HeaderSecret.describe(
    'Private API key (pk_…), from Settings → API keys. Scopes: events write, profiles write, data privacy write, accounts read.',
  ),
})
export type KlaviyoCredentials = z.infer<typeof KlaviyoCredentials>
