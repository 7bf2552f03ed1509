import { z } from 'zod'
import { type StandardEvent, standardEvents } from '../../core/event.ts'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export type ConversionEvent = Exclude<StandardEvent, 'refund'>
/** A refund has no action of its own: it adjusts the conversion of its order. */
export const conversionEvents = standardEvents.filter((event): event is ConversionEvent => event !== 'refund')
const ConversionEvent = z.enum(conversionEvents)

/** People write customer ids with dashes, the API takes digits. */
const CustomerId = z
  .string()
  .regex(/^\d{3}-?\d{3}-?\d{4}$/, 'must be the ten digits of a customer ID')
  .transform((id) => id.replaceAll('-', ''))

export const GoogleAdsSettings = z.strictObject({
  customerId: CustomerId.describe(
    'Customer ID of the account that owns the conversion actions, top right in Google Ads.',
  ),
  loginCustomerId: CustomerId.optional().describe(
    'Customer ID of the manager account, where access to the account above goes through one.',
  ),
  conversionActions: z
    .partialRecord(ConversionEvent, z.string().regex(/^\d{1,20}$/, 'must be the number of a conversion action'))
    .default({})
    .describe(
      'Conversion action per event: the number behind ctId= in the URL of Goals → Conversions → the action. Events without one are not sent; refunds use the one of purchase.',
    ),
  enhances: z
    .array(ConversionEvent)
    .default([])
    .describe(
      'Events that the tag on the page already counts (actions of type website): only hashed identifiers are added to that conversion. Its transaction ID must be the order ID, or the event ID where there is no order.',
    ),
  userIdentifiers: z
    .boolean()
    .default(true)
    .describe(
      'Send hashed e-mail and phone. Needs the customer data terms accepted and enhanced conversions switched on.',
    ),
  endpoint: BaseUrl.default('https://googleads.googleapis.com').describe(
    'Base URL of the Google Ads API; change it for tests only.',
  ),
  tokenUrl: BaseUrl.default('https://oauth2.googleapis.com/token').describe(
    'Where access tokens are renewed; change it for tests only.',
  ),
})
export type GoogleAdsSettings = z.infer<typeof GoogleAdsSettings>

export const GoogleAdsCredentials = z.strictObject({
  developerToken: HeaderSecret.describe('Developer token of the manager account, from Tools → API Center.'),
  clientId: HeaderSecret.describe('OAuth client ID, from Google Cloud → APIs & Services → Credentials.'),
  clientSecret: HeaderSecret.describe('Secret of that OAuth client.'),
  refreshToken: HeaderSecret.describe(
    'Refresh token of a user with access to the account, for the scope https://www.googleapis.com/auth/adwords.',
  ),
})
export type GoogleAdsCredentials = z.infer<typeof GoogleAdsCredentials>
