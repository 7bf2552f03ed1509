import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { type LimitAnswer, type Limiter, type LimitRequest, payableCost } from './limiter.ts'

/** The default: counts in this process. N processes allow N times the plan; shared limits need Redis. */
export function memoryLimiter(): Limiter {
  const limiters = new Map<string, RateLimiterMemory>()
  return { take: (request) => consume(limiterFor(limiters, request), request) }
}

function limiterFor(limiters: Map<string, RateLimiterMemory>, request: LimitRequest): RateLimiterMemory {
  const { bucket, points, windowSeconds } = request
  const name = `${bucket}:${points}/${windowSeconds}`
  const known = limiters.get(name)
  if (known !== undefined) return known
  const made = new RateLimiterMemory({ keyPrefix: name, points, duration: windowSeconds })
  limiters.set(name, made)
  return made
}

async function consume(limiter: RateLimiterMemory, request: LimitRequest): Promise<LimitAnswer> {
  try {
    const taken = await limiter.consume(request.id, payableCost(request))
    return { allowed: true, resetSeconds: taken.msBeforeNext / 1000 }
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return { allowed: false, resetSeconds: refused.msBeforeNext / 1000 }
    throw refused
  }
}
