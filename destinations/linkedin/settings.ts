import { z } from 'zod'
import { type StandardEvent, standardEvents } from '../../core/event.ts'
import { BaseUrl, HeaderSecret } from '../setting-fields.ts'

export type RuleEvent = Exclude<StandardEvent, 'refund'>
export const ruleEvents = standardEvents.filter((event): event is RuleEvent => event !== 'refund')

export const LinkedInSettings = z.strictObject({
  conversionRules: z
    .partialRecord(z.enum(ruleEvents), z.string().regex(/^\d{1,20}$/, 'must be the number of a conversion rule'))
    .default({})
    .describe(
      'Conversion rule per event: the number of a rule made for the Conversions API, from Campaign Manager → Measurement → Conversion tracking. Events without one are not sent.',
    ),
  sendRaw: z
    .boolean()
    .default(false)
    .describe(
      'Send first and last name in clear beside the hashed e-mail, as LinkedIn matches them. Off: hash and click id only.',
    ),
  externalId: z
    .boolean()
    .default(false)
    .describe('Send your user id in clear. Of use only where LinkedIn was given the same ids before.'),
  endpoint: BaseUrl.default('https://api.linkedin.com').describe('Base URL of the API; change it for tests only.'),
  tokenUrl: BaseUrl.default('https://www.linkedin.com/oauth/v2/accessToken').describe(
    'Where access tokens are renewed; change it for tests only.',
  ),
})
export type LinkedInSettings = z.infer<typeof LinkedInSettings>

export const LinkedInCredentials = z.strictObject({
  clientId: HeaderSecret.describe('Client ID of your app, from LinkedIn Developers → My apps → Auth.'),
  clientSecret: HeaderSecret.describe('Primary client secret of that app.'),
  refreshToken: HeaderSecret.describe(
    'Refresh token of a member who manages the ad account, for the scope rw_conversions. It lives a year.',
  ),
})
export type LinkedInCredentials = z.infer<typeof LinkedInCredentials>
