import { type DiskSample, daysToFull, withSample } from './disk-forecast.ts'
import { freeBytesMin, freeShareMin } from './limits/numbers.ts'
import type { Log } from './ports.ts'

export interface Space {
  freeBytes: number
  totalBytes: number
}

export interface StorageGuard {
  low(): boolean
  /** At the pace of the last day; Infinity while the disk does not fill, null before there is a pace to speak of. */
  daysToFull(): number | null
  freeBytes(): number | null
  measure(): Promise<void>
  start(): void
  stop(): void
}

interface StorageGuardOptions {
  /** Null = the database is elsewhere and its disk not ours to see. */
  space(): Promise<Space | null>
  nowMs(): number
  log: Log
  intervalMs?: number
}

/** Stops ingest before a full disk stops Postgres, which then could not even delete. */
export function createStorageGuard(options: StorageGuardOptions): StorageGuard {
  let isLow = false
  let samples: DiskSample[] = []
  let timer: ReturnType<typeof setInterval> | null = null

  async function measure(): Promise<void> {
    try {
      const space = await options.space()
      const wasLow = isLow
      isLow = space !== null && isTooLittle(space)
      if (space !== null) samples = withSample(samples, { atMs: options.nowMs(), freeBytes: space.freeBytes })
      if (isLow !== wasLow) options.log.warn({ ...space, low: isLow }, 'storage.changed')
    } catch (error) {
      // Not to know is no reason to refuse events: Postgres itself still refuses what it cannot write.
      options.log.warn({ err: error }, 'storage.unknown')
    }
  }

  return {
    low: () => isLow,
    daysToFull: () => daysToFull(samples),
    freeBytes: () => samples.at(-1)?.freeBytes ?? null,
    measure,
    start() {
      timer = setInterval(() => void measure(), options.intervalMs ?? 5_000)
      timer.unref?.()
    },
    stop() {
      if (timer !== null) clearInterval(timer)
    },
  }
}

function isTooLittle({ freeBytes, totalBytes }: Space): boolean {
  return freeBytes < freeBytesMin || freeBytes < totalBytes * freeShareMin
}
