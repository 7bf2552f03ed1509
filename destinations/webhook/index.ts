import { defineDestination } from '../contract.ts'
import { deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { identityNeeds, toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { WebhookCredentials, WebhookSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { verify } from './verify.ts'

const yearSeconds = 365 * 24 * 3600

/** Odd rule: 403 and 404 are retried, only 401 and 410 pause; a redirect is a failure. */
export const webhook = defineDestination({
  type: 'webhook',
  title: 'Webhook (Standard Webhooks 1.0.0)',
  docs: ['https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md'],
  version: { api: '1.0.0', endOfLife: null },
  purposes: ['analytics', 'advertising', 'functional', 'personalization'],
  sellsOrShares: false,
  processesIn: 'customer',
  identity: identityNeeds,
  plain: [],
  network: [],
  settings: WebhookSettings,
  credentials: WebhookCredentials,
  // Each goes alone; so many go at once.
  batch: { maxEvents: 5, maxBytes: 1_000_000 },
  accepts: () => null,
  // A receiver has no window of its own: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  identifies: () => null,
  toPayload,
  deliver,
  preview: (payloads, settings) => payloads.map((payload) => requestFor(payload, settings)),
  preflight,
  verify,
  eraseSteps:
    'Tell whoever runs the endpoint to delete the events named in the erasure receipt; each carries its eventId and ' +
    'vendorEventId.',
  examples,
  sheet,
})
