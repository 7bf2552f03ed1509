import { defineDestination } from '../contract.ts'
import { accepts, identifies, windowSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { RedditCredentials, RedditSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds } from './user.ts'
import { verify } from './verify.ts'

/** Odd rule: a 200 may carry `invalid_events`, so the body is read before the status; times are milliseconds. */
export const reddit = defineDestination({
  type: 'reddit',
  title: 'Reddit Conversions API',
  docs: ['https://ads-api.reddit.com/docs/v3/', 'https://business.reddithelp.com/s/article/Conversions-API'],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  // No list of Reddit's is known to us: the state whose law the mode was made for (MEM), see the sheet.
  limitedStates: { states: ['CA'], asOf: '2026-11-24' },
  processesIn: 'us',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: RedditSettings,
  credentials: RedditCredentials,
  batch: { maxEvents: 1000, maxBytes: 2_000_000 },
  accepts: (event, settings) => accepts(event, settings as RedditSettings),
  maxAgeSeconds: () => windowSeconds,
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'Reddit has no deletion call for conversion events. Ask Reddit Ads support to delete the events of the conversion ids ' +
    'listed in the erasure receipt; remove the person from customer-list audiences in Audience Manager.',
  examples,
})
