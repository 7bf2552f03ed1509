import { z } from 'zod'
import { type Catalogue, catalogueOf } from '../../control/catalogue.ts'

/** Small declarations in the shape of real ones: control knows no vendor, so its tests need none. */
export function controlCatalogue(): Catalogue {
  return catalogueOf([
    {
      type: 'meta',
      purposes: ['advertising', 'ad_personalization'],
      sellsOrShares: true,
      processesIn: 'us',
      settings: z.strictObject({ datasetId: z.string().regex(/^\d+$/), endpoint: z.url().optional() }),
      credentials: z.strictObject({ accessToken: z.string().min(8) }),
    },
    {
      type: 'posthog',
      purposes: ['analytics'],
      sellsOrShares: false,
      processesIn: 'eu',
      settings: z.strictObject({}),
      credentials: z.strictObject({}),
    },
    {
      type: 'webhook',
      purposes: [],
      sellsOrShares: false,
      processesIn: 'customer',
      settings: z.strictObject({ url: z.url() }),
      credentials: z.strictObject({ secret: z.string() }),
    },
  ])
}
