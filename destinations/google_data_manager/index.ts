import { defineDestination } from '../contract.ts'
import { accepts, windowSeconds } from './accepts.ts'
import { batchKey, deliver, preview } from './deliver.ts'
import { examples } from './examples.ts'
import { ask, withinSeconds } from './later.ts'
import { identifies, identityNeeds, plainNeeds } from './match-keys.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { DataManagerCredentials, DataManagerSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { verify } from './verify.ts'
import { version } from './version.ts'

/** Odd rule: one bad field refuses all; a 200 only means accepted, and the results come later, as counts by request. */
export const googleDataManager = defineDestination({
  type: 'google_data_manager',
  title: 'Google Data Manager API',
  docs: [
    'https://developers.google.com/data-manager/api/reference/rest/v1/events/ingest',
    'https://developers.google.com/data-manager/api/reference/rest/v1/requestStatus/retrieve',
    'https://developers.google.com/data-manager/api/devguides/concepts/understand-errors',
  ],
  version,
  // It has a field for ad_personalization, so that one alone does not hold an event back.
  purposes: ['advertising'],
  sellsOrShares: true,
  iabVendorId: 755,
  processesIn: 'global',
  identity: identityNeeds,
  plain: plainNeeds,
  network: [],
  settings: DataManagerSettings,
  credentials: DataManagerCredentials,
  batch: { maxEvents: 2000, maxBytes: 2_000_000 },
  batchKey,
  accepts: (event, settings) => accepts(event, settings as DataManagerSettings),
  maxAgeSeconds: () => windowSeconds,
  identifies: (event, available, settings) => identifies(event, available, settings as DataManagerSettings),
  toPayload,
  deliver,
  preview,
  preflight,
  verify,
  later: { ask, withinSeconds },
  oauth: ({ tokenUrl }, { clientId, clientSecret, refreshToken }) => ({
    tokenUrl,
    clientId,
    clientSecret,
    refreshToken,
  }),
  sheet,
  eraseSteps:
    'The Data Manager API has no deletion call for events. For the data itself use the form "Data deletion request" of ' +
    'Google Ads support with the transaction IDs of the erasure receipt, and remove the person from Customer Match lists ' +
    'under Tools → Audience manager.',
  examples,
})
