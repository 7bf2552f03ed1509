import { Redis } from '@upstash/redis'
import type { Log } from '../ports.ts'
import type { Limiter } from './limiter.ts'
import { memoryLimiter } from './memory-limiter.ts'
import { redisForLimits } from './redis-adapter.ts'
import { upstashLimiter } from './upstash-limiter.ts'

export type LimiterSetting =
  | { kind: 'memory' }
  | { kind: 'redis'; url: string }
  | { kind: 'upstash'; url: string; token: string }

export interface OpenLimiter {
  limiter: Limiter
  close(): void
}

export function openLimiter(setting: LimiterSetting, log: Log, timing: { timeoutMs?: number } = {}): OpenLimiter {
  const options = { nowMs: () => Date.now(), ...timing }
  switch (setting.kind) {
    case 'memory':
      return { limiter: memoryLimiter(), close: () => undefined }
    case 'upstash': {
      const redis = new Redis({ url: setting.url, token: setting.token, retry: false, enableTelemetry: false })
      return { limiter: upstashLimiter({ redis, ...options }), close: () => undefined }
    }
    case 'redis': {
      const { redis, close } = redisForLimits(setting.url, (error) => log.warn({ err: error }, 'limiter.redis_error'))
      return { limiter: upstashLimiter({ redis, ...options }), close }
    }
  }
}
