import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { startSandbox } from './server.ts'

const Environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  TRACKLAYER_HOME: z.string().default('.tracklayer'),
  SANDBOX_RECORD_FILE: z.string().optional(),
})

/** The fake vendors alone, as a process of their own. */
async function main(): Promise<void> {
  const env = environment()
  const sandbox = await startSandbox({
    port: env.SANDBOX_PORT ?? env.PORT,
    host: env.HOST,
    recordFile: env.SANDBOX_RECORD_FILE ?? join(env.TRACKLAYER_HOME, 'sandbox-requests.jsonl'),
  })
  process.stdout.write(`sandbox vendors on ${sandbox.url}\n`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
}

function environment(): z.infer<typeof Environment> {
  const parsed = Environment.safeParse(process.env)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new UserError('bad_setting', `${issue?.path.join('.')}: ${issue?.message}`)
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'the sandbox did not start'}\n`)
  process.exitCode = 1
})
