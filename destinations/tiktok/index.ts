import { defineDestination } from '../contract.ts'
import { accepts, identifies, maxAgeSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { TikTokCredentials, TikTokSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds, plainNeeds } from './user.ts'
import { verify } from './verify.ts'

/** Odd rule: a refusal comes as HTTP 200 with a `code` in the body, and one bad event refuses its whole batch. */
export const tiktok = defineDestination({
  type: 'tiktok',
  title: 'TikTok Events API 2.0',
  docs: [
    'https://business-api.tiktok.com/portal/docs?id=1771101276978178',
    'https://ads.tiktok.com/help/article/about-parameters',
  ],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  // No list of TikTok's is known to us: the state whose law the mode was made for (MEM), see the sheet.
  limitedStates: { states: ['CA'], asOf: '2026-11-24' },
  processesIn: 'global',
  identity: identityNeeds,
  plain: plainNeeds,
  network: networkNeeds,
  settings: TikTokSettings,
  credentials: TikTokCredentials,
  batch: { maxEvents: 1000, maxBytes: 2_000_000 },
  accepts: (event, settings) => accepts(event, settings as TikTokSettings),
  maxAgeSeconds: (_, settings) => maxAgeSeconds(settings as TikTokSettings),
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'TikTok has no deletion call for events. Open TikTok Ads Manager → Tools → Events → your pixel and ask TikTok for ' +
    'Business support to delete the events of the event ids listed in the erasure receipt; remove the person from ' +
    'customer-file audiences in Tools → Audiences.',
  examples,
})
