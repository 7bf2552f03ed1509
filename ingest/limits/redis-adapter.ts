import { Redis } from 'ioredis'
import type { LimiterRedis } from './upstash-limiter.ts'

export interface RedisForLimits {
  redis: LimiterRedis
  close(): void
}

/** The four methods @upstash/ratelimit calls, over any Redis. Fails fast: a limiter that waits is worse than none. */
export function redisForLimits(url: string, onError: (error: unknown) => void): RedisForLimits {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  })
  client.on('error', onError)
  const methods = {
    get: (key: string) => client.get(key),
    set: (key: string, value: string) => client.set(key, value),
    eval: (script: string, keys: string[], args: unknown[]) =>
      client.eval(script, keys.length, ...keys, ...args.map(String)),
    evalsha: (sha: string, keys: string[], args: unknown[]) =>
      client.evalsha(sha, keys.length, ...keys, ...args.map(String)),
  }
  // The library's type is @upstash/redis's whole class; it calls these four.
  return { redis: methods as unknown as LimiterRedis, close: () => client.disconnect() }
}
