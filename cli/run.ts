import { CommanderError } from 'commander'
import { StoreUnavailableError, UserError } from '../core/errors.ts'
import { safeError } from '../core/safe-error.ts'
import type { Io } from './io.ts'
import { buildProgram } from './program.ts'

/** The exit code: 0, or 1 after one sentence on stderr. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    await buildProgram(io).parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    io.note(sentenceFor(error))
    return 1
  }
}

// The message of an unknown error may quote a row or a request: only name, code and place are shown.
function sentenceFor(error: unknown): string {
  if (error instanceof UserError) return `error: ${error.message}`
  if (error instanceof StoreUnavailableError) return `error: the database cannot be reached (${error.code})`
  const { name, code, at } = safeError(error)
  return [`error: something unforeseen failed: ${name}${code === null ? '' : ` (${code})`}`, ...at].join('\n')
}
