import type { Event, Network } from './event.ts'
import type { IdentityBundle } from './identity/bundle.ts'

/** What a hold keeps sealed: all that its row in events does not show, and what the destinations that wait would need. */
export interface HeldContent {
  event: Event
  variants: IdentityBundle['variants']
  plain: IdentityBundle['plain']
  network: Network
}
