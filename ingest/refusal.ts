/** A request refused as a whole. Thrown by steps of a request, turned into the answer once, in `app.onError`. */
export class Refusal extends Error {
  readonly status: RefusalStatus
  /** Machine-readable; the message is for people and never repeats what was sent. */
  readonly code: string
  readonly retryAfterSeconds: number | null
  /** More fields of the error object: `host` of a 421, `path` of a 400. */
  readonly details: Record<string, string | number>
  constructor(status: RefusalStatus, code: string, message: string, more: RefusalExtras = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.retryAfterSeconds = more.retryAfterSeconds ?? null
    this.details = more.details ?? {}
  }
}

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 421 | 429 | 503

interface RefusalExtras {
  retryAfterSeconds?: number
  details?: Record<string, string | number>
}

export function tooManyRequests(code: string, message: string, retryAfterSeconds: number): Refusal {
  return new Refusal(429, code, message, { retryAfterSeconds: wholeSeconds(retryAfterSeconds) })
}

export function unavailable(code: string, message: string): Refusal {
  return new Refusal(503, code, message, { retryAfterSeconds: 1 })
}

/** Segment's clients read whole seconds only, and take 1 as the least. */
function wholeSeconds(seconds: number): number {
  return Math.max(1, Math.ceil(seconds))
}
