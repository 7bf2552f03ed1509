import type { z } from 'zod'
import { UserError } from '../core/errors.ts'

/** One sentence with the path of the first problem; never the value. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, prefix: PropertyKey[] = []): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = firstIssue(parsed.error)
  throw invalid([...prefix, ...issue.path], issue.message)
}

/** A union says only "invalid input"; what a person needs is the problem of the branch that came furthest. */
export function firstIssue(error: z.ZodError): { path: PropertyKey[]; message: string } {
  const issue = error.issues[0]
  if (issue === undefined) return { path: [], message: 'is not valid' }
  if (issue.code === 'unrecognized_keys') return { path: issue.path, message: `has no field ${issue.keys.join(', ')}` }
  return { path: issue.path, message: issue.message }
}

export function invalid(path: PropertyKey[], problem: string): UserError {
  const where = path.map(String).join('.')
  return new UserError('invalid_config', where === '' ? problem : `${where}: ${problem}`, where === '' ? null : where)
}
