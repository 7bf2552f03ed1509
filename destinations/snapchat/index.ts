import { defineDestination } from '../contract.ts'
import { accepts, identifies, windowSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { SnapchatCredentials, SnapchatSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds } from './user-data.ts'
import { verify } from './verify.ts'

/** Odd rule: the id is of a pixel or of an app, and each takes only events of its kind; five custom events are all there are. */
export const snapchat = defineDestination({
  type: 'snapchat',
  title: 'Snapchat Conversions API',
  docs: [
    'https://developers.snap.com/api/marketing-api/Conversions-API/UsingTheAPI',
    'https://developers.snap.com/api/marketing-api/Conversions-API/VerifySetUp',
  ],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  // No list of Snapchat's is known to us: the one state its field has a number for, see the sheet.
  limitedStates: { states: ['CA'], asOf: '2026-11-24' },
  processesIn: 'global',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: SnapchatSettings,
  credentials: SnapchatCredentials,
  batch: { maxEvents: 2000, maxBytes: 2_000_000 },
  accepts: (event, settings) => accepts(event, settings as SnapchatSettings),
  maxAgeSeconds: () => windowSeconds,
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'Snapchat has no deletion call for conversion events. Ask Snapchat Business support to delete the events of the event ids ' +
    'listed in the erasure receipt; remove the person from customer-list audiences in Ads Manager → Audiences.',
  examples,
})
