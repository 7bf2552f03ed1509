const firstStepMs = 2_000
const stepMsMax = 15 * 60_000
/** Beyond the delivery window a vendor's wish makes no difference: the delivery ends before. */
const retryAfterSecondsMax = 24 * 3_600
const extraJitterMsMax = 30_000

/**
 * When a failed delivery may be tried again: full jitter over an exponential step, and never before the vendor's own
 * `Retry-After`. Jitter only adds to that one: coming back early is what gets a sender blocked.
 */
export function retryAt(request: {
  /** 1 = the first attempt failed. */
  attempt: number
  random: () => number
  retryAfterSeconds: number | null
  now: Date
}): Date {
  const { attempt, random, retryAfterSeconds, now } = request
  const oursMs = random() * stepMs(attempt)
  const theirsMs = Math.min(Math.max(retryAfterSeconds ?? 0, 0), retryAfterSecondsMax) * 1_000
  const extraMs = theirsMs === 0 ? 0 : random() * Math.min(theirsMs / 10, extraJitterMsMax)
  return new Date(now.getTime() + Math.ceil(Math.max(oursMs, theirsMs + extraMs)))
}

function stepMs(attempt: number): number {
  return Math.min(stepMsMax, firstStepMs * 2 ** Math.max(attempt - 1, 0))
}
