/**
 * How long a cache may keep what it holds. Undefined = the poll loop drops entries (Node). An isolate has no loop, and two
 * rules of its runtime: a timer dies with the request that set it, so the cache must not keep the time in one; and a
 * promise that waits for I/O is never settled when its request is cancelled, so no request may wait for another's look-up.
 */
export function ageLimit(ttlMs: number | undefined): { ttl: number; ttlResolution: number } {
  return { ttl: ttlMs ?? 0, ttlResolution: ttlMs === undefined ? 1 : 0 }
}
