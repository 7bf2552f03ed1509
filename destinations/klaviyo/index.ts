import { isSkip } from '../../core/decision.ts'
import { defineDestination } from '../contract.ts'
import { erase, verify } from './account-calls.ts'
import { deliver, requestsFor, revision, revisionEndOfLife } from './deliver.ts'
import { examples } from './examples.ts'
import { klaviyoMetric } from './map-events.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { identifies, plainNeeds } from './profile.ts'
import { KlaviyoCredentials, KlaviyoSettings } from './settings.ts'
import { sheet } from './sheet.ts'

const yearSeconds = 365 * 24 * 3600

/**
 * Odd rule: one bad event undoes the whole bulk job, and the answer points at it; without `unique_id` two events of a
 * person in one second are one.
 */
export const klaviyo = defineDestination({
  type: 'klaviyo',
  title: 'Klaviyo',
  docs: [
    'https://developers.klaviyo.com/en/reference/bulk_create_events',
    'https://developers.klaviyo.com/en/reference/create_or_update_profile',
    'https://developers.klaviyo.com/en/reference/request_profile_deletion',
  ],
  version: { api: revision, endOfLife: revisionEndOfLife },
  // Profiles for messages that sell: marketing in every sense, so both.
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: false,
  processesIn: 'us',
  identity: [],
  plain: plainNeeds,
  network: [],
  settings: KlaviyoSettings,
  credentials: KlaviyoCredentials,
  batch: { maxEvents: 50, maxBytes: 4_500_000 },
  batchKey: ({ type }) => String(type),
  accepts: (event, settings) => {
    const metric = event.type === 'identify' ? null : klaviyoMetric(event, settings as KlaviyoSettings)
    return isSkip(metric) ? metric : null
  },
  // Klaviyo takes any time after the year 2000: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  identifies,
  toPayload,
  deliver,
  preview: requestsFor,
  preflight,
  verify,
  erase,
  sheet,
  eraseSteps:
    'Where a person is known to Klaviyo by user id only: open Audience → Profiles, search the external id of the erasure ' +
    'receipt and choose Delete profile. E-mail and phone are deleted by call.',
  examples,
})
