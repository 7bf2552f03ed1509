export interface DiskSample {
  atMs: number
  freeBytes: number
}

const dayMs = 86_400_000
const sampleEveryMs = 60_000
/** A pace of less than this much time says more of the last request than of the shop. */
const paceMsMin = 10 * 60_000

/** One sample a minute and a day of them; the newest is always the last one given. */
export function withSample(samples: readonly DiskSample[], sample: DiskSample): DiskSample[] {
  const recent = samples.filter(({ atMs }) => sample.atMs - atMs <= dayMs)
  const before = recent.at(-2)
  const isSameMinute = before !== undefined && sample.atMs - before.atMs < sampleEveryMs
  return [...(isSameMinute ? recent.slice(0, -1) : recent), sample]
}

/** Straight on from the oldest sample to the newest. */
export function daysToFull(samples: readonly DiskSample[]): number | null {
  const [oldest, newest] = [samples[0], samples.at(-1)]
  if (oldest === undefined || newest === undefined || newest.atMs - oldest.atMs < paceMsMin) return null
  const usedBytes = oldest.freeBytes - newest.freeBytes
  if (usedBytes <= 0) return Number.POSITIVE_INFINITY
  const daysPassed = (newest.atMs - oldest.atMs) / dayMs
  return newest.freeBytes / (usedBytes / daysPassed)
}
