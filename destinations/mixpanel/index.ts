import { defineDestination } from '../contract.ts'
import { accepts } from './accepts.ts'
import { batchKey, deliver, preview } from './deliver.ts'
import { erase } from './erase.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { MixpanelCredentials, MixpanelSettings } from './settings.ts'
import { sheet } from './sheet.ts'

const yearSeconds = 365 * 24 * 3600

/** Odd rule: a 400 stored the good rows and names the bad ones; a repeat is one only with the same time, name and id. */
export const mixpanel = defineDestination({
  type: 'mixpanel',
  title: 'Mixpanel',
  docs: [
    'https://docs.mixpanel.com/reference/import-events',
    'https://docs.mixpanel.com/reference/profile-set',
    'https://docs.mixpanel.com/docs/tracking-methods/id-management',
    'https://developer.mixpanel.com/reference/gdpr-api',
  ],
  // The paths carry no version; only deletion does (v3.0).
  version: { api: 'import strict=1', endOfLife: null },
  purposes: ['analytics'],
  sellsOrShares: false,
  // By the project's residency, which a setting chooses; the strict answer holds for all.
  processesIn: 'global',
  identity: [],
  plain: [],
  network: [{ field: 'ip', purposes: ['analytics'] }],
  settings: MixpanelSettings,
  credentials: MixpanelCredentials,
  batch: { maxEvents: 2000, maxBytes: 1_900_000 },
  batchKey,
  accepts: (event, settings) => accepts(event, settings as MixpanelSettings),
  // /import takes anything after 1971: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  // A user or device id is enough, and `accepts` asks for it.
  identifies: () => null,
  toPayload,
  deliver,
  preview,
  preflight,
  erase,
  sheet,
  eraseSteps:
    'Where the destination has no token for data privacy: in Mixpanel open Users, search the distinct id of the erasure ' +
    'receipt and choose Delete profile; for its events open Settings → Project settings → Data & privacy and create a ' +
    'deletion request with the same id.',
  examples,
})
