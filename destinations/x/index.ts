import { isSkip } from '../../core/decision.ts'
import { defineDestination } from '../contract.ts'
import { eventIdOf, identifies, maxAgeSeconds } from './accepts.ts'
import { apiVersion, conversionsRequest, deliver } from './deliver.ts'
import { examples } from './examples.ts'
import { identityNeeds, networkNeeds } from './identifiers.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { XCredentials, XSettings } from './settings.ts'
import { sheet } from './sheet.ts'

/** Odd rule: event_id is the kind of event, made in the account; what deduplicates is conversion_id. One bad row refuses all. */
export const x = defineDestination({
  type: 'x',
  title: 'X Conversion API',
  docs: [
    'https://docs.x.com/x-ads-api/measurement/web-conversions',
    'https://docs.x.com/x-ads-api/measurement/gtm-server-side',
    'https://developer.x.com/en/docs/x-ads-api/measurement/web-conversions/troubleshooting',
  ],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  processesIn: 'global',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: XSettings,
  credentials: XCredentials,
  batch: { maxEvents: 500, maxBytes: 1_000_000 },
  accepts: (event, settings) => {
    const mapped = eventIdOf(event, settings as XSettings)
    return isSkip(mapped) ? mapped : null
  },
  maxAgeSeconds: () => maxAgeSeconds,
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [conversionsRequest(payloads, settings)],
  preflight,
  sheet,
  eraseSteps:
    'X has no deletion call for conversions. Ask X Ads support (ads.x.com → Help) to delete the conversions of the pixel by ' +
    'the conversion ids listed in the erasure receipt, and take the person out of uploaded lists under Tools → Audiences.',
  examples,
})
