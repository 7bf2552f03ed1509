import { z } from 'zod'
import { BaseUrl } from '../setting-fields.ts'
import { parameterName, userPropertyName } from './limits.ts'

const fields = z.strictObject({
  measurementId: z
    .string()
    .regex(/^G-[A-Z0-9]{4,20}$/, 'must look like G-XXXXXXXXXX')
    .optional()
    .describe('Measurement ID of a web stream, from Admin → Data streams. Either this or firebaseAppId.'),
  firebaseAppId: z
    .string()
    .regex(/^\d+:\d+:(ios|android):[0-9a-f]+$/, 'must look like 1:1234567890:android:321abc456def7890')
    .optional()
    .describe(
      'Firebase App ID of an app stream, from Firebase → Project settings → Your apps. Events then need app_instance_id.',
    ),
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
export const Ga4Settings = fields.refine(
  ({ measurementId, firebaseAppId }) => (measurementId === undefined) !== (firebaseAppId === undefined),
  { path: ['measurementId'], message: 'either measurementId (web) or firebaseAppId (app), not both' },
)
export type Ga4Settings = z.infer<typeof Ga4Settings>

export const Ga4Credentials = z.strictObject({
  apiSecret: z
    .string()
    .regex(/^[\x21-\x7e]{6,256}$/, 'must be printable text without spaces')
    .describe('From Admin → Data streams → your stream → Measurement Protocol API secrets.'),
})
export type Ga4Credentials = z.infer<typeof Ga4Credentials>
