/** One bucket: `points` a window of `windowSeconds`. */
export interface LimitRequest {
  bucket: 'key' | 'workspace'
  id: string
  cost: number
  points: number
  windowSeconds: number
}

export interface LimitAnswer {
  allowed: boolean
  /** Seconds until the window ends. */
  resetSeconds: number
}

/** Rejects when the limiter itself is away: the door decides what that means (fail open, with a log line and a metric). */
export interface Limiter {
  take(request: LimitRequest): Promise<LimitAnswer>
}

/** A batch larger than the whole window would wait for ever: it costs the window. */
export function payableCost(request: LimitRequest): number {
  return Math.min(request.cost, request.points)
}
