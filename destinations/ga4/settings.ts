import { z } from 'zod'
import { BaseUrl } from '../setting-fields.ts'
import { parameterName, userPropertyName } from './limits.ts'

export const Ga4Settings = z.strictObject({
  measurementId: z
    .string()
    .regex(/^G-[A-Z0-9]{4,20}$/, 'must look like G-XXXXXXXXXX')
    .describe('Measurement ID of a web stream, from Admin → Data streams.'),
  userData: z
    .boolean()
    .default(true)
    .describe(
      'Send hashed e-mail, phone and address while the person allows advertising. Needs user-provided data collection switched on in GA4.',
    ),
  params: z
    .array(z.string().refine(parameterName, 'must be a parameter name that GA4 allows'))
    .max(20)
    .default([])
    .describe('Event properties to send as custom parameters, by name. GA4 forbids personal data in them.'),
  userProperties: z
    .array(z.string().refine(userPropertyName, 'must be a user property name that GA4 allows'))
    .max(25)
    .default([])
    .describe('Traits to send as user properties, by name.'),
  endpoint: BaseUrl.default('https://www.google-analytics.com').describe(
    'Base URL; https://region1.google-analytics.com collects in the EU.',
  ),
})
export type Ga4Settings = z.infer<typeof Ga4Settings>

export const Ga4Credentials = z.strictObject({
  apiSecret: z
    .string()
    .regex(/^[\x21-\x7e]{6,256}$/, 'must be printable text without spaces')
    .describe('From Admin → Data streams → your stream → Measurement Protocol API secrets.'),
})
export type Ga4Credentials = z.infer<typeof Ga4Credentials>
