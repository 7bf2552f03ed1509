import type { LaterResult } from '../destinations/contract.ts'
import type { FollowUpOutcome, KeptRequest, LeasedRef } from '../supabase/queries/ports.ts'
import type { SendOutcome } from './sendable.ts'

/** As Google advises no pace: soon at first, then rarer. */
const firstAskMs = 60_000
const pauseMsMax = 3_600_000

interface Asked {
  workspaceId: string
  destinationId: string
  purposes: readonly string[]
  withinSeconds: number
  now: Date
}

/** The accepted deliveries of a lease by the request that holds their result. */
export function keptRequests(outcomes: readonly SendOutcome[], asked: Asked): KeptRequest[] {
  const byRequest = Map.groupBy(
    outcomes.flatMap((outcome) => (outcome.kind === 'delivered' && outcome.requestId !== undefined ? [outcome] : [])),
    ({ requestId }) => requestId ?? '',
  )
  const { workspaceId, destinationId, purposes, withinSeconds, now } = asked
  return [...byRequest].map(([requestId, accepted]) => ({
    workspaceId,
    destinationId,
    requestId,
    deliveries: accepted.map(({ sendable: { delivery } }): LeasedRef => {
      const { eventId, receivedAt, run } = delivery
      return { eventId, receivedAt, run }
    }),
    purposes: [...purposes],
    dueAt: new Date(now.getTime() + firstAskMs).toISOString(),
    endsAt: new Date(now.getTime() + withinSeconds * 1000).toISOString(),
  }))
}

/** 1, 2, 4 … minutes, at most an hour. */
export function askAgainAt(asks: number, now: Date): string {
  return new Date(now.getTime() + Math.min(firstAskMs * 2 ** Math.min(asks, 10), pauseMsMax)).toISOString()
}

/**
 * The vendor counts by request and names no row. Where all were refused, or the only one, each is known; else nobody knows
 * which, so nothing is sent again and the counts are written on each (ADR).
 */
export function outcomeOf(result: Extract<LaterResult, { done: true }>, rows: number): FollowUpOutcome {
  const refused = result.refused.reduce((sum, { count }) => sum + count, 0)
  if (refused <= 0) return { state: 'delivered', reason: 'confirmed', detail: 'the vendor confirmed this request' }
  const [first] = result.refused
  const counts = result.refused.map(({ reason, count }) => `${reason} ${count}`).join(', ')
  const detail = `${Math.min(refused, rows)} of ${rows} rows of this request were refused: ${counts}`
  if (refused < rows) return { state: 'delivered', reason: 'partly_refused', detail }
  const reason = result.refused.length === 1 && first !== undefined ? first.reason : 'refused_later'
  return { state: 'dead', reason, detail }
}

export const unanswered: FollowUpOutcome = {
  state: 'delivered',
  reason: 'not_confirmed',
  detail: 'the vendor said nothing of this request in its time',
}
