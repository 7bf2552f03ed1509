import { Ratelimit } from '@upstash/ratelimit'
import { type LimitAnswer, type Limiter, type LimitRequest, payableCost } from './limiter.ts'

/** What @upstash/ratelimit 2.0.8 calls on its Redis; @upstash/redis and redis-adapter.ts both have it. */
export type LimiterRedis = ConstructorParameters<typeof Ratelimit>[0]['redis']

interface UpstashLimiterOptions {
  redis: LimiterRedis
  nowMs(): number
  timeoutMs?: number
}

/** Shared by all processes: Upstash over REST, or any Redis through the adapter. Rejects when Redis is away. */
export function upstashLimiter(options: UpstashLimiterOptions): Limiter {
  const limits = new Map<string, Ratelimit>()
  return { take: (request) => take(limitFor(limits, options, request), request, options.nowMs) }
}

/** Longer than a cold connection with its two round trips, shorter than a shop's patience. */
const limiterTimeoutMs = 500

function limitFor(limits: Map<string, Ratelimit>, options: UpstashLimiterOptions, request: LimitRequest): Ratelimit {
  const { bucket, points, windowSeconds } = request
  const name = `tracklayer:${bucket}:${points}/${windowSeconds}`
  const known = limits.get(name)
  if (known !== undefined) return known
  const made = new Ratelimit({
    redis: options.redis,
    limiter: Ratelimit.fixedWindow(points, `${windowSeconds} s`),
    prefix: name,
    timeout: options.timeoutMs ?? limiterTimeoutMs,
    analytics: false,
  })
  limits.set(name, made)
  return made
}

async function take(limit: Ratelimit, request: LimitRequest, nowMs: () => number): Promise<LimitAnswer> {
  const answer = await limit.limit(request.id, { rate: payableCost(request) })
  // The library calls a time-out a success; whether it is one is the door's decision.
  if (answer.reason === 'timeout') throw new Error('limiter timed out')
  return { allowed: answer.success, resetSeconds: Math.max(0, answer.reset - nowMs()) / 1000 }
}
