import { defineDestination } from '../contract.ts'
import { accepts, identifies, windowSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { PinterestCredentials, PinterestSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds } from './user-data.ts'
import { verify } from './verify.ts'

/** Odd rule: a 422 is half a success: it says of each event whether it was stored, and only the failed ones are ours to mind. */
export const pinterest = defineDestination({
  type: 'pinterest',
  title: 'Pinterest Conversions API',
  docs: [
    'https://developers.pinterest.com/docs/api/v5/events-create',
    'https://developers.pinterest.com/docs/track-conversions/use-limited-data-processing-flag/',
  ],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  // The vendor's text says "a state privacy law applies" and lists none: the state such laws began with, see the sheet.
  limitedStates: { states: ['CA'], asOf: '2026-11-24' },
  processesIn: 'global',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: PinterestSettings,
  credentials: PinterestCredentials,
  batch: { maxEvents: 1000, maxBytes: 2_000_000 },
  accepts: (event, settings) => accepts(event, settings as PinterestSettings),
  maxAgeSeconds: () => windowSeconds,
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'Pinterest has no deletion call for conversion events. Ask Pinterest support (help.pinterest.com → Contact us → Ads) to ' +
    'delete the events of the event ids listed in the erasure receipt; remove the person from customer-list audiences in ' +
    'Ads → Audiences.',
  examples,
})
