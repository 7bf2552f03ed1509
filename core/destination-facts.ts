import type { DestinationType } from './config.ts'
import type { Skip } from './decision.ts'
import type { Event, Network } from './event.ts'
import type { IdentityBundle, IdentityNeed, NetworkNeed, PlainNeed } from './identity/bundle.ts'
import type { Purpose } from './purpose.ts'

/** What of an event's identity is at hand for one destination after stripping by field class. */
export interface AvailableIdentity {
  identity: IdentityBundle
  network: Network
}

/**
 * The part of a destination type that decides and says what identity is made: all that router/ and ingest/ know of a
 * vendor. `settings` is the destination's own, already parsed by the type's schema.
 */
export interface DestinationFacts {
  type: DestinationType
  /** Every one must be granted. */
  purposes: readonly Purpose[]
  /** Ad vendors: in US jurisdictions `sale_or_sharing` must be granted, too. */
  sellsOrShares: boolean
  /** The vendor's number in the IAB's Global Vendor List. Absent = a TC string can refuse, but grants it nothing. */
  iabVendorId?: number
  /** IAB purposes it declares, on top of the row of docs/consent.md; for `analytics` 8, 9 or both (absent = both). */
  tcfPurposes?: Partial<Record<Purpose, readonly number[]>>
  /** US states for which the vendor has a restricted mode after an opt-out, by its own list of that day. Absent = none. */
  limitedStates?: { states: readonly string[]; asOf: string }
  /** Purposes it does without, told so: while one is not granted the payload is a limited one. Absent = none. */
  limitedWithout?: readonly Purpose[]
  /** Where the vendor processes; `eu_only` workspaces refuse all but `eu` and `customer`. */
  processesIn: 'us' | 'eu' | 'global' | 'customer'
  identity: readonly IdentityNeed[]
  plain: readonly PlainNeed[]
  network: readonly NetworkNeed[]
  /** Types, names and fields this vendor can take at all; a skip says why not (`no_refund_at_vendor`). */
  accepts(event: Event, settings: unknown): Skip | null
  /** The vendor's own window on `occurredAt`. */
  maxAgeSeconds(event: Event, settings: unknown): number
  /** Asked once identity is made: enough match keys for this vendor? */
  identifies(event: Event, available: AvailableIdentity, settings: unknown): Skip | null
}

/** Consent is what stands between a person and such a vendor: nobody declares it away (cases 18 and 43). */
export function isForAds({ sellsOrShares, purposes }: Pick<DestinationFacts, 'sellsOrShares' | 'purposes'>): boolean {
  return sellsOrShares || purposes.includes('advertising') || purposes.includes('ad_personalization')
}
