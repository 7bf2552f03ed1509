import type { z } from 'zod'

/** Names paths and rules, never a value: credentials go through it, too. */
export interface SettingsProblem {
  path: string
  message: string
}

export type Parsed = { ok: true; value: unknown } | { ok: false; problems: SettingsProblem[] }

export function parsedBy(schema: z.ZodType<unknown> | undefined, input: unknown): Parsed {
  if (schema === undefined)
    return { ok: false, problems: [{ path: '', message: 'this destination type does not exist yet' }] }
  const result = schema.safeParse(input)
  if (result.success) return { ok: true, value: result.data }
  const problems = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  return { ok: false, problems }
}
