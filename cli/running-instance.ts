import { join } from 'node:path'
import { z } from 'zod'
import { Region } from '../core/config.ts'
import { UserError } from '../core/errors.ts'
import type { Io } from './io.ts'

/** dev.json as it was written by `start`; only what commands use. */
export const RunningInstance = z.object({
  ingestUrl: z.url(),
  /** Null in production, absent in files of older starts. */
  sandboxUrl: z.url().nullable().default(null),
  databases: z.object({ control: z.string(), 'eu-central-1': z.string(), 'us-east-1': z.string() }),
  workspaces: z.array(
    z.object({
      id: z.string(),
      slug: z.string().optional(),
      region: Region,
      secretKey: z.string(),
      destinations: z.array(z.object({ id: z.string(), type: z.string() })).default([]),
      sources: z.array(z.object({ id: z.string(), slug: z.string() })).optional(),
    }),
  ),
})
export type RunningInstance = z.infer<typeof RunningInstance>

export async function runningInstance(io: Io, home: string): Promise<RunningInstance> {
  const instance = await runningInstanceIfAny(io, home)
  if (instance !== null) return instance
  throw new UserError('not_running', `no TrackLayer runs on ${home}: start one with npm start, or set TRACKLAYER_HOME`)
}

export async function runningInstanceIfAny(io: Io, home: string): Promise<RunningInstance | null> {
  const text = await io.readFile(join(home, 'dev.json')).catch(() => null)
  if (text === null) return null
  const parsed = RunningInstance.safeParse(jsonOrNull(text))
  if (parsed.success) return parsed.data
  throw new UserError('bad_dev_file', `${join(home, 'dev.json')} is not what npm start writes: start again`)
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
