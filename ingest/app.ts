import { Hono } from 'hono'
import { answerError } from './answer-error.ts'
import { ingestCors } from './cors.ts'
import { doors } from './doors/doors.ts'
import { ingestPaths } from './doors/paths.ts'
import type { IngestEnv } from './http.ts'
import type { IngestDeps } from './ports.ts'
import { Refusal } from './refusal.ts'
import { unitOfWork } from './unit-of-work.ts'

/** The whole HTTP surface, for any runtime: what it needs of the world is in `deps`. */
export function createIngestApp(deps: IngestDeps): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>()
  app.onError(answerError(deps))
  app.use(unitOfWork(deps))
  app.use(ingestCors())
  for (const open of doors) open(app, deps)
  app.notFound((c) => {
    if (ingestPaths.has(c.req.path)) throw new Refusal(405, 'method_not_allowed', 'this door takes POST')
    throw new Refusal(404, 'not_found', 'there is no such door')
  })
  return app
}
