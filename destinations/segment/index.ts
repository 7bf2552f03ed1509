import { defineDestination } from '../contract.ts'
import { accepts } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { erase } from './erase.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { SegmentCredentials, SegmentSettings } from './settings.ts'
import { sheet } from './sheet.ts'

const yearSeconds = 365 * 24 * 3600

/** Odd rule: 200 for nearly everything, also for what is then dropped; an EU workspace's events sent to the US vanish. */
export const segment = defineDestination({
  type: 'segment',
  title: 'Segment-compatible HTTP (forward)',
  docs: [
    'https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/',
    'https://segment.com/docs/connections/spec/ecommerce/v2/',
    'https://segment.com/docs/privacy/consent-management/',
    'https://docs.segmentapis.com/tag/Deletion-and-Suppression/',
  ],
  version: { api: apiVersion, endOfLife: null },
  // What is refused besides is told in context.consent, where the receiver decides on each tool behind it.
  purposes: ['analytics'],
  limitedWithout: ['advertising', 'ad_personalization', 'personalization', 'functional'],
  sellsOrShares: false,
  // By the workspace's region or the receiver's own place, which settings choose; the strict answer holds for all.
  processesIn: 'global',
  identity: [],
  plain: [],
  network: [
    { field: 'ip', purposes: ['analytics'] },
    { field: 'userAgent', purposes: ['analytics'] },
  ],
  settings: SegmentSettings,
  credentials: SegmentCredentials,
  batch: { maxEvents: 2500, maxBytes: 480_000 },
  accepts: (event, settings) => accepts(event, settings as SegmentSettings),
  // Historical times are taken: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  // `accepts` asks for the ids it needs.
  identifies: () => null,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  erase,
  sheet,
  eraseSteps:
    'Where the destination has no source ID or no Public API token: in Segment open Privacy → Deletion and suppression → ' +
    'Segment & destinations, and create a regulation of type Delete for the user id of the erasure receipt. At another ' +
    'receiver use its own deletion.',
  examples,
})
