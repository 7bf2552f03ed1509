import type { ErrorHandler } from 'hono'
import { StoreUnavailableError, UserError } from '../core/errors.ts'
import type { IngestContext, IngestEnv } from './http.ts'
import { note } from './http.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal, tooManyRequests, unavailable } from './refusal.ts'

/** The one place where errors become answers. */
export function answerError(deps: IngestDeps): ErrorHandler<IngestEnv> {
  return (error, c) => answer(c, limited(deps, c, refusalFor(deps, error, c)))
}

function refusalFor(deps: IngestDeps, error: unknown, c: IngestContext): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof UserError) {
    return new Refusal(400, error.code, error.message, error.path === null ? {} : { details: { path: error.path } })
  }
  if (error instanceof StoreUnavailableError) {
    deps.log.error({ err: error, requestId: c.get('requestId') }, 'store.unavailable')
    return unavailable(error.code, 'the store is away: nothing was kept, send again')
  }
  // A bug of ours. 503 and not 500: the sender's client must keep the events and try again.
  deps.log.error({ err: error, requestId: c.get('requestId') }, 'request.failed')
  return unavailable('internal_error', 'something failed here: nothing was kept, send again')
}

/** Only failing requests count against an address, and only they are answered 429 for it. */
function limited(deps: IngestDeps, c: IngestContext, refusal: Refusal): Refusal {
  if (![400, 401, 403, 413, 415].includes(refusal.status)) return refusal
  const address = c.get('address')
  const seconds = deps.addressLimits.blockedSeconds('failingAddress', address)
  deps.addressLimits.countFailure('failingAddress', address)
  if (seconds === null) return refusal
  return tooManyRequests('address_rate_limited', 'too many failing requests from this address', seconds)
}

function answer(c: IngestContext, refusal: Refusal): Response {
  note(c, { code: refusal.code })
  if (refusal.retryAfterSeconds !== null) {
    c.header('Retry-After', String(refusal.retryAfterSeconds))
    c.header('X-RateLimit-Reset', String(refusal.retryAfterSeconds))
  }
  // The rest of a body we will not read must not be taken for the next request.
  if (refusal.status === 413) c.header('Connection', 'close')
  const { code, message, details } = refusal
  return c.json({ error: { code, message, requestId: c.get('requestId'), ...details } }, refusal.status)
}
