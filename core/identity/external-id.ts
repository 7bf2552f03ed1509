import type { Normalised } from './normalised.ts'
import { textOr } from './normalised.ts'

/** Meta, TikTok, Pinterest, Snap, Reddit external_id: trim, lower-case. A 64-hex id is hashed like any other: only the sender knows whether it is a digest. */
export function plainExternalId(raw: string): Normalised {
  return textOr(raw.trim().toLowerCase().trim(), 'not_sent')
}
