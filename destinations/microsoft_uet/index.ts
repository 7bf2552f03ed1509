import { defineDestination } from '../contract.ts'
import { accepts, identifies, maxAgeSeconds } from './accepts.ts'
import { apiVersion, deliver, requestFor } from './deliver.ts'
import { examples } from './examples.ts'
import { toPayload } from './payload.ts'
import { preflight } from './preflight.ts'
import { MicrosoftUetCredentials, MicrosoftUetSettings } from './settings.ts'
import { sheet } from './sheet.ts'
import { identityNeeds, networkNeeds } from './user-data.ts'
import { verify } from './verify.ts'

/** Odd rule: bad rows stand in a 200 among warnings that are none, and only while a flag at the root asks to go on. */
export const microsoftUet = defineDestination({
  type: 'microsoft_uet',
  title: 'Microsoft UET Conversions API',
  docs: [
    'https://learn.microsoft.com/en-us/advertising/guides/uet-conversion-api-integration',
    'https://learn.microsoft.com/en-us/advertising/msa-help/hlp_ba_conc_uet_tcf',
    'https://learn.microsoft.com/en-us/advertising/msa-help/hlp_ba_conc_uet_parameters_table',
  ],
  version: { api: apiVersion, endOfLife: null },
  purposes: ['advertising', 'ad_personalization'],
  sellsOrShares: true,
  iabVendorId: 1126,
  processesIn: 'global',
  identity: identityNeeds,
  plain: [],
  network: networkNeeds,
  settings: MicrosoftUetSettings,
  credentials: MicrosoftUetCredentials,
  batch: { maxEvents: 1000, maxBytes: 1_000_000 },
  accepts: (event, settings) => accepts(event, settings as MicrosoftUetSettings),
  maxAgeSeconds: () => maxAgeSeconds,
  identifies,
  toPayload,
  deliver,
  preview: (payloads, settings) => [requestFor(payloads, settings)],
  preflight,
  verify,
  sheet,
  eraseSteps:
    'Microsoft has no deletion call for UET events. Ask Microsoft Advertising support, or privacy.microsoft.com for the ' +
    'person, to delete the events of the tag by the event ids listed in the erasure receipt, and take the person out of ' +
    'customer match lists under Tools → Audiences.',
  examples,
})
