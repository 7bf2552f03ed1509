import type { LeaseHealth } from '../supabase/queries/records.ts'
import { createHalt } from './halt.ts'
import { type Shipment, sendChunk } from './send-chunk.ts'
import type { Sendable, SendOutcome, Stop } from './sendable.ts'

/** Requests to one destination at the same time from one lease. */
const requestsAtOnceMax = 16

export interface Sent {
  outcomes: SendOutcome[]
  health: LeaseHealth
}

/** Sends every chunk; once the vendor said no to everyone, the rest is put back untried. */
export async function sendAll(chunks: Sendable[][], shipment: Shipment): Promise<Sent> {
  const waiting = [...chunks]
  const outcomes: SendOutcome[] = []
  const halt = createHalt(shipment)

  async function lane(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const stop = halt.reason() ?? (await shipment.pace.reserve())
      const result = stop === null ? await sendChunk(next, shipment) : next.map((sendable) => released(sendable, stop))
      halt.saw(result)
      outcomes.push(...result)
    }
  }

  await Promise.all(Array.from({ length: Math.min(requestsAtOnceMax, chunks.length) }, lane))
  return { outcomes, health: halt.health() }
}

function released(sendable: Sendable, stop: Stop): SendOutcome {
  return { kind: 'released', sendable, ...stop }
}
