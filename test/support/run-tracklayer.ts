import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const command = join(import.meta.dirname, '../../cli/main.ts')

/** A command as a person types it, against the instance on this home. Answers what it printed; rejects on exit 1. */
export async function runTracklayer(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], {
    env: { ...process.env, TRACKLAYER_HOME: home, ...env },
  })
  return stdout
}
