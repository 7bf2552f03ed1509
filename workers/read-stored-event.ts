import type { Event, Network } from '../core/event.ts'
import { emptyBundle, type IdentityBundle } from '../core/identity/bundle.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { openPart } from '../core/sealed-parts.ts'
import type { LeasedDelivery } from '../supabase/queries/records.ts'

/** A leased delivery as the router reads it: sealed parts opened, in memory only. */
export interface OpenedEvent {
  event: Event
  bundle: IdentityBundle
  network: Network
}

export function readStoredEvent(delivery: LeasedDelivery, keys: WorkspaceKeys): OpenedEvent {
  const { event: stored } = delivery
  const parts = { eventId: stored.eventId, keys }
  return {
    // The body was written by ingest as an Event and nothing else writes it.
    event: stored.body as unknown as Event,
    bundle: {
      ...emptyBundle,
      variants: openPart<IdentityBundle['variants']>(stored.identitySealed, parts) ?? {},
      plain: openPart<IdentityBundle['plain']>(delivery.plainSealed, parts) ?? {},
    },
    network: stored.network ?? { ip: null, userAgent: null },
  }
}
