import type { Environment } from './settings.ts'

/** Everything a command needs of the world; main.ts hands in the real one. */
export interface Io {
  env: Environment
  /** Who is at the keyboard, for the audit row. */
  user: string
  /** Results. */
  print(text: string): void
  /** Everything that is not a result. */
  note(text: string): void
  readFile(path: string): Promise<string>
  fetch: typeof fetch
  now(): Date
  pause(milliseconds: number): Promise<void>
}

/** `--json` prints the value itself, so that no script ever parses a table. */
export function show(io: Io, options: { json?: boolean }, result: { value: unknown; lines: () => string[] }): void {
  if (options.json) io.print(JSON.stringify(result.value, null, 2))
  else for (const line of result.lines()) io.print(line)
}
