import { defineDestination } from '../contract.ts'
import { accepts } from './accepts.ts'
import { batchKey, deliver, erase, preview } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { PostHogCredentials, PostHogSettings } from './settings.ts'
import { sheet } from './sheet.ts'

const yearSeconds = 365 * 24 * 3600

/** Odd rule: 200 always, also for what is dropped later or over the quota; events of 48 hours and more go as a migration. */
export const posthog = defineDestination({
  type: 'posthog',
  title: 'PostHog',
  docs: [
    'https://posthog.com/docs/api/capture',
    'https://posthog.com/docs/migrate',
    'https://posthog.com/docs/data/anonymous-vs-identified-events',
    'https://posthog.com/docs/privacy/data-deletion',
  ],
  version: { api: '/batch/ (unversioned)', endOfLife: null },
  purposes: ['analytics'],
  sellsOrShares: false,
  // By the project's region or one's own server, which settings choose; the strict answer holds for all.
  processesIn: 'global',
  identity: [],
  plain: [],
  network: [
    { field: 'ip', purposes: ['analytics'] },
    { field: 'userAgent', purposes: ['analytics'] },
  ],
  settings: PostHogSettings,
  credentials: PostHogCredentials,
  batch: { maxEvents: 500, maxBytes: 5_000_000 },
  batchKey,
  accepts: (event, settings) => accepts(event, settings as PostHogSettings),
  // Historical times are taken: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  // A user or anonymous id is enough, and `accepts` asks for it.
  identifies: () => null,
  toPayload,
  deliver,
  preview,
  preflight,
  erase,
  sheet,
  eraseSteps:
    'Where the destination has no project number or no personal API key: in PostHog open People, search the distinct id of ' +
    'the erasure receipt, choose Delete person and tick that events are deleted, too.',
  examples,
})
