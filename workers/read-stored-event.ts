import type { Event, Network } from '../core/event.ts'
import { emptyBundle, type IdentityBundle } from '../core/identity/bundle.ts'
import type { WorkspaceKeys } from '../core/keyring.ts'
import { eventSealContext, open } from '../core/seal.ts'
import type { LeasedDelivery } from '../supabase/queries/records.ts'

/** A leased delivery as the router reads it: sealed parts opened, in memory only. */
export interface OpenedEvent {
  event: Event
  bundle: IdentityBundle
  network: Network
}

export function readStoredEvent(delivery: LeasedDelivery, keys: WorkspaceKeys): OpenedEvent {
  const { event: stored } = delivery
  const sealContext = eventSealContext(stored.eventId)
  const variants = openJson(stored.identitySealed, keys, sealContext) as IdentityBundle['variants'] | null
  const plain = openJson(delivery.plainSealed, keys, sealContext) as IdentityBundle['plain'] | null
  return {
    // The body was written by ingest as an Event and nothing else writes it.
    event: stored.body as unknown as Event,
    bundle: { ...emptyBundle, variants: variants ?? {}, plain: plain ?? {} },
    network: stored.network ?? { ip: null, userAgent: null },
  }
}

function openJson(sealed: string | null, keys: WorkspaceKeys, context: string): unknown {
  return sealed === null ? null : JSON.parse(open(keys.sealing, sealed, context))
}
