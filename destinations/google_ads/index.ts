import { defineDestination } from '../contract.ts'
import { accepts, identifies, maxAgeSeconds } from './accepts.ts'
import { batchKey, deliver, preview } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { GoogleAdsCredentials, GoogleAdsSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds, plainNeeds } from './user-identifiers.ts'
import { verify } from './verify.ts'
import { version } from './version.ts'

/** Odd rule: a 200 may hide failed rows in `partialFailureError`, and "already exists" among them means delivered. */
export const googleAds = defineDestination({
  type: 'google_ads',
  title: 'Google Ads conversions',
  docs: [
    'https://developers.google.com/google-ads/api/docs/conversions/upload-clicks',
    'https://developers.google.com/google-ads/api/docs/conversions/upload-adjustments',
    'https://developers.google.com/google-ads/api/docs/conversions/enhanced-conversions/web',
    'https://developers.google.com/google-ads/api/reference/rpc/v26/ClickConversion',
  ],
  version,
  // It has a field for ad_personalization, so that one alone does not hold an event back.
  purposes: ['advertising'],
  sellsOrShares: true,
  iabVendorId: 755,
  // Restricted data processing: California's law and the four that Google took up in 2023.
  limitedStates: { states: ['CA', 'CO', 'CT', 'UT', 'VA'], asOf: '2026-11-24' },
  processesIn: 'global',
  identity: identityNeeds,
  plain: plainNeeds,
  network: networkNeeds,
  settings: GoogleAdsSettings,
  credentials: GoogleAdsCredentials,
  batch: { maxEvents: 2000, maxBytes: 2_000_000 },
  batchKey,
  accepts: (event, settings) => accepts(event, settings as GoogleAdsSettings),
  maxAgeSeconds: (event, settings) => maxAgeSeconds(event, settings as GoogleAdsSettings),
  identifies: (event, available, settings) => identifies(event, available, settings as GoogleAdsSettings),
  toPayload,
  deliver,
  preview,
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
    'Google Ads has no deletion call for uploaded conversions. A conversion is taken out of reports by a RETRACTION of its ' +
    'order ID. For the data itself use the form "Data deletion request" of Google Ads support with the order IDs of the ' +
    'erasure receipt, and remove the person from Customer Match lists under Tools → Audience manager.',
  examples,
})
