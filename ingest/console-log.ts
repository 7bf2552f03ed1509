import { safeError } from '../core/safe-error.ts'
import type { Log } from './ports.ts'
import { secretFields } from './secret-fields.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

interface ConsoleLogOptions {
  level: LogLevel
  write(line: string): void
  now(): Date
}

/** JSON lines in pino's words, for runtimes whose log is the console. */
export function createConsoleLog({ level, write, now }: ConsoleLogOptions): Log {
  const log = (at: LogLevel) => (fields: object, message: string) => {
    if (logLevels.indexOf(at) < logLevels.indexOf(level)) return
    write(JSON.stringify({ level: at, time: now().toISOString(), ...withoutSecrets(fields, 0), msg: message }))
  }
  return { info: log('info'), warn: log('warn'), error: log('error') }
}

const secrets: ReadonlySet<string> = new Set(secretFields)
const depthMax = 5

function withoutSecrets(fields: object, depth: number): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([name]) => !secrets.has(name))
  return Object.fromEntries(kept.map(([name, value]) => [name, shown(value, depth)]))
}

function shown(value: unknown, depth: number): unknown {
  if (value instanceof Error) return safeError(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === depthMax) return '…'
  return Array.isArray(value) ? value.map((one) => shown(one, depth + 1)) : withoutSecrets(value, depth + 1)
}
