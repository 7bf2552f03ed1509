import { CredentialsRejectedError, ThrottledError, UnavailableError } from '../core/errors.ts'
import { type Shipment, sendChunk } from './send-chunk.ts'
import type { Sendable, SendOutcome } from './sendable.ts'

/** Requests to one destination at the same time from one lease. */
const requestsAtOnceMax = 16
/** A vendor that failed this often without one success is left alone for the rest of the lease. */
const failuresInARowMax = 5
const restAfterFailuresMs = 2_000

/** Sends every chunk; once the vendor said no to everyone, the rest is put back untried. */
export async function sendAll(chunks: Sendable[][], shipment: Shipment): Promise<SendOutcome[]> {
  const waiting = [...chunks]
  const outcomes: SendOutcome[] = []
  const halt = createHalt(shipment)

  async function lane(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const stop = halt.reason()
      const result = stop === null ? await sendChunk(next, shipment) : next.map((sendable) => released(sendable, stop))
      halt.saw(result)
      outcomes.push(...result)
    }
  }

  await Promise.all(Array.from({ length: Math.min(requestsAtOnceMax, chunks.length) }, lane))
  return outcomes
}

interface Stop {
  reason: string
  dueAt: string
}

function createHalt(shipment: Pick<Shipment, 'now'>): { reason(): Stop | null; saw(outcomes: SendOutcome[]): void } {
  let stop: Stop | null = null
  let failuresInARow = 0

  function inMs(reason: string, ms: number): Stop {
    return { reason, dueAt: new Date(shipment.now().getTime() + ms).toISOString() }
  }

  function sawError(error: Error): void {
    if (error instanceof CredentialsRejectedError) stop = inMs('credentials_rejected', 0)
    if (error instanceof ThrottledError) stop ??= inMs('throttled', (error.retryAfterSeconds ?? 2) * 1000)
    if (!(error instanceof UnavailableError)) return
    failuresInARow += 1
    if (failuresInARow >= failuresInARowMax) stop ??= inMs('vendor_unavailable', restAfterFailuresMs)
  }

  return {
    reason: () => stop,
    saw(outcomes) {
      for (const outcome of outcomes) {
        if (outcome.kind === 'delivered') failuresInARow = 0
      }
      // One request fails once, however many events it carried.
      const failure = outcomes.find((outcome) => outcome.kind === 'failed')
      if (failure !== undefined) sawError(failure.error)
    },
  }
}

function released(sendable: Sendable, stop: Stop): SendOutcome {
  return { kind: 'released', sendable, ...stop }
}
