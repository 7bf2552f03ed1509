import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { ingestPaths } from './doors/paths.ts'
import type { IngestEnv } from './http.ts'

/** Segment's and RudderStack's browser SDKs send these; a missing one fails the preflight and with it every event. */
const allowHeaders = [
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'X-Retry-Count',
  'AnonymousId',
  'SentAt',
  'Rsa-Recovered',
  'Rsa-Retry-Attempt',
  'Rsa-Since-Last-Attempt',
  'Rsa-Since-First-Attempt',
  'Rsa-Retry-Reason',
]

/** The origin is echoed here and judged with the key, which a preflight does not have. Only the ingest doors answer. */
export function ingestCors(): MiddlewareHandler<IngestEnv> {
  const middleware = cors({
    origin: (origin) => origin || '*',
    allowMethods: ['POST', 'OPTIONS'],
    allowHeaders,
    exposeHeaders: ['Retry-After', 'X-RateLimit-Reset', 'X-Request-Id'],
    maxAge: 86_400,
  })
  return async (c, next) => {
    if (!ingestPaths.has(c.req.path)) return next()
    const answered = await middleware(c, next)
    return answered
  }
}
