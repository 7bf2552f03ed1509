import { z } from 'zod'

/** The six purposes every signal is mapped to (docs/consent.md). */
export const purposes = [
  'analytics',
  'advertising',
  'ad_personalization',
  'personalization',
  'functional',
  'sale_or_sharing',
] as const

export const Purpose = z.enum(purposes)
export type Purpose = z.infer<typeof Purpose>

/** `unset` is "the person was not asked", never a grant and never a refusal. */
export type ConsentValue = 'granted' | 'denied' | 'unset'

export type PurposeValues = Record<Purpose, ConsentValue>

export function everyPurpose<Value extends ConsentValue>(value: Value): Record<Purpose, Value> {
  return {
    analytics: value,
    advertising: value,
    ad_personalization: value,
    personalization: value,
    functional: value,
    sale_or_sharing: value,
  }
}
