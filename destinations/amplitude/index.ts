import { defineDestination } from '../contract.ts'
import { accepts } from './accepts.ts'
import { deliver, erase, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { AmplitudeCredentials, AmplitudeSettings } from './settings.ts'
import { sheet } from './sheet.ts'

const yearSeconds = 365 * 24 * 3600

/** Odd rule: ids under five characters are refused; a 400 stores nothing and lists the bad rows by number. */
export const amplitude = defineDestination({
  type: 'amplitude',
  title: 'Amplitude HTTP V2',
  docs: ['https://amplitude.com/docs/apis/analytics/http-v2', 'https://amplitude.com/docs/apis/analytics/user-privacy'],
  version: { api: '2', endOfLife: null },
  purposes: ['analytics'],
  sellsOrShares: false,
  // By the project's region, which a setting chooses; the strict answer holds for all.
  processesIn: 'global',
  identity: [],
  plain: [],
  network: [
    { field: 'ip', purposes: ['analytics'] },
    { field: 'userAgent', purposes: ['analytics'] },
  ],
  settings: AmplitudeSettings,
  credentials: AmplitudeCredentials,
  batch: { maxEvents: 500, maxBytes: 950_000 },
  accepts: (event, settings) => accepts(event, settings as AmplitudeSettings),
  // Amplitude takes any past time: longer than any retention.
  maxAgeSeconds: () => 10 * yearSeconds,
  // A user or device id is enough, and `accepts` asks for it.
  identifies: () => null,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  erase,
  sheet,
  eraseSteps:
    'Where the destination has no secret key or the person no user id: in Amplitude open Users, search the device id of ' +
    'the erasure receipt and choose Delete user.',
  examples,
})
