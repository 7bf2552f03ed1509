import type { DestinationConfig, Snapshot } from '../core/config.ts'
import type { Caps, Lease } from '../supabase/queries/records.ts'

/** Requests one slot makes before its lease ends and others have their turn. */
const requestsASlot = 8
/** A second is the horizon of a turn: more would only wait in hands. */
const secondsALease = 2

export function capsOf(
  { limits }: Pick<DestinationConfig, 'limits'>,
  { version }: Pick<Snapshot, 'version'>,
  maxEvents: number,
): Caps {
  const { requestsAtOnce = null, requestsPerSecond = null } = limits ?? {}
  const bySlots = requestsAtOnce === null ? Number.POSITIVE_INFINITY : requestsAtOnce * requestsASlot
  const byRate = requestsPerSecond === null ? Number.POSITIVE_INFINITY : Math.ceil(requestsPerSecond * secondsALease)
  const requests = Math.min(bySlots, byRate)
  return { requestsAtOnce, shareMax: Number.isFinite(requests) ? requests * maxEvents : null, version }
}

/** The queue was told other caps, or leased before it was, and nobody knows a newer configuration. */
export function capsChanged({ caps, slots }: Pick<Lease, 'caps' | 'slots'>, wanted: Caps): boolean {
  if (caps.version > wanted.version) return false
  if (wanted.requestsAtOnce !== null && slots === null) return true
  return caps.requestsAtOnce !== wanted.requestsAtOnce || caps.shareMax !== wanted.shareMax
}
