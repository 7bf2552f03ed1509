import type { Stop } from './sendable.ts'

/** A request whose turn is further away goes back to the queue instead of waiting in hands. */
const horizonMs = 1_000

export interface PaceDeps {
  /** Null = no cap on requests a second. */
  takeTurn: ((horizonMs: number) => Promise<{ waitMs: number; granted: boolean }>) | null
  /** Null = no cap on requests at the same time. */
  slots: number | null
  pause(ms: number): Promise<unknown>
  now(): Date
}

export interface Pace {
  /** Takes the turn of a chunk's first request; a stop instead when that is too far away. */
  reserve(): Promise<Stop | null>
  /** Runs one request when a slot is free and its turn has come. */
  run<T>(request: () => Promise<T>): Promise<T>
}

/** The caps of one lease's destination. What is not capped asks nobody and waits for nothing. */
export function createPace({ takeTurn, slots, pause, now }: PaceDeps): Pace {
  let reserved = 0
  let free = slots ?? Number.POSITIVE_INFINITY
  const queued: (() => void)[] = []

  async function enter(): Promise<void> {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => queued.push(resolve))
  }

  function leave(): void {
    const next = queued.shift()
    if (next === undefined) free += 1
    else next()
  }

  async function turn(): Promise<void> {
    if (takeTurn === null) return
    if (reserved > 0) {
      reserved -= 1
      return
    }
    for (let granted = false; !granted; ) {
      const answer = await takeTurn(horizonMs)
      granted = answer.granted
      await pause(Math.min(answer.waitMs, horizonMs))
    }
  }

  return {
    async reserve() {
      if (takeTurn === null) return null
      const { waitMs, granted } = await takeTurn(horizonMs)
      if (!granted) return { reason: 'paced', dueAt: new Date(now().getTime() + waitMs).toISOString() }
      await pause(waitMs)
      reserved += 1
      return null
    },
    async run(request) {
      await enter()
      try {
        await turn()
        return await request()
      } finally {
        leave()
      }
    },
  }
}
