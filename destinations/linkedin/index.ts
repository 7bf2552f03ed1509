import { isSkip } from '../../core/decision.ts'
import { defineDestination } from '../contract.ts'
import { identifies, maxAgeSeconds, ruleOf } from './accepts.ts'
import { batchRequest, deliver } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { LinkedInCredentials, LinkedInSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, plainNeeds } from './user.ts'
import { verify } from './verify.ts'
import { version } from './version.ts'

/** Odd rule: one bad element refuses the whole batch, and only the text of the 422 says which; a version lives a year. */
export const linkedin = defineDestination({
  type: 'linkedin',
  title: 'LinkedIn Conversions API',
  docs: [
    'https://learn.microsoft.com/en-us/linkedin/marketing/integrations/ads-reporting/conversions-api',
    'https://learn.microsoft.com/en-us/linkedin/marketing/conversions/conversions-overview',
    'https://learn.microsoft.com/en-us/linkedin/marketing/integrations/migrations',
  ],
  version,
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  processesIn: 'global',
  identity: identityNeeds,
  plain: plainNeeds,
  network: [],
  settings: LinkedInSettings,
  credentials: LinkedInCredentials,
  batch: { maxEvents: 5000, maxBytes: 2_000_000 },
  accepts: (event, settings) => {
    const found = ruleOf(event, settings as LinkedInSettings)
    return isSkip(found) ? found : null
  },
  maxAgeSeconds: () => maxAgeSeconds,
  identifies: (event, available, settings) => identifies(event, available, settings as LinkedInSettings),
  toPayload,
  deliver,
  preview: (payloads, settings) => [batchRequest(payloads, settings)],
  preflight,
  verify,
  oauth: ({ tokenUrl }, { clientId, clientSecret, refreshToken }) => ({
    tokenUrl,
    clientId,
    clientSecret,
    refreshToken,
  }),
  sheet,
  eraseSteps:
    'LinkedIn has no deletion call for conversion events. Ask LinkedIn through Campaign Manager → Help → Contact us to ' +
    'delete the events of your conversion rules by the event ids listed in the erasure receipt, and take the person out ' +
    'of uploaded lists under Plan → Audiences.',
  examples,
})
