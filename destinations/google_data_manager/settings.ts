import { z } from 'zod'
import { type StandardEvent, standardEvents } from '../../core/event.ts'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export type IngestedEvent = Exclude<StandardEvent, 'refund'>
/** The API takes no adjustment: a refund has nowhere to go. */
export const ingestedEvents = standardEvents.filter((event): event is IngestedEvent => event !== 'refund')
const IngestedEvent = z.enum(ingestedEvents)

/** People write customer ids with dashes, the API takes digits. */
const AccountId = z
  .string()
  .regex(/^\d{3}-?\d{3}-?\d{4}$/, 'must be the ten digits of a customer ID')
  .transform((id) => id.replaceAll('-', ''))

export const DataManagerSettings = z.strictObject({
  operatingAccountId: AccountId.describe(
    'Customer ID of the Google Ads account that owns the conversion actions, top right in Google Ads.',
  ),
  loginAccountId: AccountId.optional().describe(
    'Customer ID of the manager account, where access to the account above goes through one.',
  ),
  conversionActions: z
    .partialRecord(IngestedEvent, z.string().regex(/^\d{1,20}$/, 'must be the number of a conversion action'))
    .default({})
    .describe(
      'Conversion action per event: the number behind ctId= in the URL of Goals → Conversions → the action. Events without one are not sent.',
    ),
  userIdentifiers: z
    .boolean()
    .default(true)
    .describe('Send hashed e-mail, phone and name with postcode. Needs the customer data terms accepted.'),
  exactResults: z
    .boolean()
    .default(false)
    .describe(
      'Send every event in a request of its own, so that a later refusal names its event. Google allows 300 requests a minute and project.',
    ),
  endpoint: BaseUrl.default('https://datamanager.googleapis.com').describe(
    'Base URL of the Data Manager API; change it for tests only.',
  ),
  tokenUrl: BaseUrl.default('https://oauth2.googleapis.com/token').describe(
    'Where access tokens are renewed; change it for tests only.',
  ),
})
export type DataManagerSettings = z.infer<typeof DataManagerSettings>

export const DataManagerCredentials = z.strictObject({
  clientId: HeaderSecret.describe('OAuth client ID, from Google Cloud → APIs & Services → Credentials.'),
  clientSecret: HeaderSecret.describe('Secret of that OAuth client.'),
  refreshToken: HeaderSecret.describe(
    'Refresh token of a user with access to the account, for the scope https://www.googleapis.com/auth/datamanager.',
  ),
})
export type DataManagerCredentials = z.infer<typeof DataManagerCredentials>
