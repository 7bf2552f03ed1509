import { defineDestination } from '../contract.ts'
import { accepts, identifies, maxAgeSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { MetaCredentials, MetaSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds } from './user-data.ts'
import { verify } from './verify.ts'

/** Odd rule: one invalid or too old event fails its whole batch, so age and required fields are checked before sending. */
export const meta = defineDestination({
  type: 'meta',
  title: 'Meta Conversions API',
  docs: [
    'https://developers.facebook.com/docs/marketing-api/conversions-api',
    'https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters',
    'https://developers.facebook.com/docs/marketing-apis/data-processing-options',
  ],
  // Versions of the Conversions API live at least two years from their first day, 2026-08-05.
  version: { api: apiVersion, endOfLife: '2028-08-05' },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  // Reference 7, case 33: states Meta's Limited Data Use covers.
  limitedStates: {
    states: ['CA', 'CO', 'CT', 'DE', 'FL', 'MT', 'NE', 'NH', 'NJ', 'OR', 'TX'],
    asOf: '2026-11-24',
  },
  processesIn: 'global',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: MetaSettings,
  credentials: MetaCredentials,
  batch: { maxEvents: 1000, maxBytes: 2_000_000 },
  accepts: (event, settings) => accepts(event, settings as MetaSettings),
  maxAgeSeconds: (event, settings) => maxAgeSeconds(event, settings as MetaSettings),
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'Meta has no deletion call for conversion events. Open Events Manager → Data sources → your dataset → Settings and ' +
    'ask Meta support to delete the events of the event ids listed in the erasure receipt; remove the person from ' +
    'customer-list audiences in Audiences.',
  examples,
})
