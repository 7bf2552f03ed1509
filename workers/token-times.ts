/** A vendor that does not say how long a token lives is asked again soon. */
const unstatedLifeSeconds = 300
/** An absurd life must not overflow a date. */
const lifeSecondsMax = 90 * 86_400
const renewAheadSecondsMax = 300

/** Renewed well before it ends, so that a vendor's hiccup in between stops nothing; short lives keep three quarters. */
export function tokenTimes(expiresInSeconds: number | null, now: Date): { renewAt: string; expiresAt: string } {
  const lifeSeconds = Math.min(expiresInSeconds ?? unstatedLifeSeconds, lifeSecondsMax)
  const aheadSeconds = Math.min(renewAheadSecondsMax, lifeSeconds / 4)
  return { renewAt: inSeconds(now, lifeSeconds - aheadSeconds), expiresAt: inSeconds(now, lifeSeconds) }
}

function inSeconds(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString()
}
