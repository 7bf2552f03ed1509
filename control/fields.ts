import { z } from 'zod'
import { Id } from '../core/config.ts'

/** Input fields that several verbs share. Each says in words what it wants. */

/** Compared as text, and the database writes ids in small letters. */
export const GivenId = Id.toLowerCase()

export const Slug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'must be lower-case letters, digits and dashes, at most 63, not starting with a dash',
  )

export const Country = z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code in capitals, such as DE')

/** A browser's Origin header is compared as text: exactly scheme, host and port. */
export const Origin = z
  .string()
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    'must be an exact origin such as https://shop.example',
  )

export const Jurisdiction = z.strictObject({
  country: Country,
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,3}$/, 'must be a subdivision code such as CA')
    .nullable(),
})

export const keyScopes = ['ingest', 'read', 'consent', 'ops', 'subject_requests'] as const
export const KeyScope = z.enum(keyScopes)

export const RetentionDays = z.int().min(1).max(3650)

export const defaultRetentionDays = 180

/** The longest of those that bind: CCPA regulations § 7101 keep requests to opt out for 24 months. */
export const ConsentProofYears = z
  .int()
  .min(2, 'must be at least 2: opt-outs of sale or sharing are kept for 24 months (CCPA regulations § 7101)')
  .max(10, 'must be at most 10: proof is kept no longer than a claim can be made')

export const defaultConsentProofYears = 3

/** One full batch (2,500 events) always passes. */
export const defaultPlan = { eventsPerSecond: 500, burst: 5_000 }
