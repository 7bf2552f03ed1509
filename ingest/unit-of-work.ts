import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { clientAddress } from './client-address.ts'
import type { IngestEnv } from './http.ts'
import type { IngestDeps } from './ports.ts'

/** Request id, client address, and one log line and one metric a request. Never a path with values, a query or an address. */
export function unitOfWork(deps: IngestDeps): MiddlewareHandler<IngestEnv> {
  return async (c, next) => {
    const startedMs = deps.clock().getTime()
    const requestId = deps.newId()
    c.set('requestId', requestId)
    c.set('work', {})
    const peer = deps.peerAddress(c.env)
    c.set(
      'address',
      clientAddress({ peer, forwardedFor: c.req.header('x-forwarded-for') ?? null, trusts: deps.trusts }),
    )
    await next()
    c.header('X-Request-Id', requestId)
    const door = `${c.req.method} ${routePath(c, -1)}`
    const durationMs = deps.clock().getTime() - startedMs
    deps.metrics.answered({ door, status: c.res.status, durationMs })
    deps.log.info({ requestId, door, status: c.res.status, durationMs, ...c.get('work') }, 'request.answered')
  }
}
