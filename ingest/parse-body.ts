import type { z } from 'zod'
import { type BodySource, readJsonBody } from './read-body.ts'
import { Refusal } from './refusal.ts'

/** A JSON body as this schema wants it; the refusal names path and rule, never the value. */
export async function parseBody<T>(source: BodySource, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await readJsonBody(source))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : []
  const path = [...(issue?.path ?? []), ...unknown.slice(0, 1)].map(String).join('.')
  const problem = unknown.length > 0 ? 'is not a field here' : (issue?.message ?? 'is not valid')
  throw new Refusal(400, 'invalid_request', path === '' ? problem : `${path}: ${problem}`, { details: { path } })
}
