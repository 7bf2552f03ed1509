import type { Snapshot } from '../../core/config.ts'
import type { IngestDeps, KeyFacts } from '../ports.ts'
import { tooManyRequests } from '../refusal.ts'
import type { LimitAnswer, LimitRequest } from './limiter.ts'

type LimitDeps = Pick<IngestDeps, 'limiter' | 'rates' | 'log' | 'metrics'>

/** By key, in requests: stops one leaked key before it costs parsing. */
export async function limitKey(deps: LimitDeps, key: KeyFacts): Promise<void> {
  const answer = await takeOrPass(deps, { bucket: 'key', id: key.keyId, cost: 1, ...deps.rates.key })
  if (!answer.allowed) throw tooManyRequests('key_rate_limited', 'too many requests with this key', answer.resetSeconds)
}

/** By the workspace's plan, in events: `burst` in the time the plan's rate needs for it. */
export async function limitWorkspace(deps: LimitDeps, snapshot: Snapshot, events: number): Promise<void> {
  const { eventsPerSecond, burst } = snapshot.plan
  const points = Math.ceil(Math.max(burst, eventsPerSecond))
  const windowSeconds = Math.max(1, Math.ceil(points / eventsPerSecond))
  const request: LimitRequest = { bucket: 'workspace', id: snapshot.workspaceId, cost: events, points, windowSeconds }
  const answer = await takeOrPass(deps, request)
  if (!answer.allowed) {
    throw tooManyRequests('plan_rate_limited', "more events than the workspace's plan allows", answer.resetSeconds)
  }
}

/** Limiter away: fail open. A lost order costs the shop more than a burst costs us, and the store still bounds us. */
async function takeOrPass(deps: LimitDeps, request: LimitRequest): Promise<LimitAnswer> {
  try {
    return await deps.limiter.take(request)
  } catch (error) {
    deps.metrics.limiterAway()
    deps.log.warn({ err: error, bucket: request.bucket }, 'limiter.away')
    return { allowed: true, resetSeconds: 0 }
  }
}
