import { defineDestination } from '../contract.ts'
import { accepts, maxAgeSeconds } from './accepts.ts'
import { deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { Ga4Credentials, Ga4Settings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, plainNeeds } from './user-data.ts'
import { verify } from './verify.ts'

/** Odd rule: GA4 answers 204 to anything, so everything it would drop in silence is refused here, with a reason. */
export const ga4 = defineDestination({
  type: 'ga4',
  title: 'Google Analytics 4 Measurement Protocol',
  docs: [
    'https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference',
    'https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events',
    'https://developers.google.com/analytics/devguides/collection/ga4/uid-data',
  ],
  version: { api: 'unversioned', endOfLife: null },
  purposes: ['analytics'],
  // First-party analytics; what an opt-out of sale closes is said in the request's own consent fields.
  sellsOrShares: false,
  limitedWithout: ['advertising', 'ad_personalization'],
  processesIn: 'global',
  identity: identityNeeds,
  plain: plainNeeds,
  network: [],
  settings: Ga4Settings,
  credentials: Ga4Credentials,
  // Each goes alone; so many go at once.
  batch: { maxEvents: 10, maxBytes: 130_000 },
  accepts: (event, settings) => accepts(event, settings as Ga4Settings),
  maxAgeSeconds: () => maxAgeSeconds,
  // The client or app instance id is enough, and `accepts` asks for it.
  identifies: () => null,
  toPayload,
  deliver,
  preview: (payloads, settings) => payloads.map((payload) => requestFor(payload, settings)),
  preflight,
  verify,
  sheet,
  eraseSteps:
    'In GA4 open Admin → Data collection and modification → Data deletion requests for events and parameters, or delete ' +
    'the person with the User Deletion API by the client_id and user_id in the erasure receipt.',
  examples,
})
